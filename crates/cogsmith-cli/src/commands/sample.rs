//! `cogsmith sample`: values at points.

use std::fmt::Write as _;

use cogsmith::{Dataset, Error, GeoTransform, Number, Result};

use crate::args::Sample;
use crate::csv;
use crate::interrupt::Interrupt;
use crate::progress::Progress;

pub(crate) fn run(args: &Sample) -> Result<()> {
    let dataset = super::open(&args.file, &args.input)?;
    let name = args.file.display().to_string();
    let bands = super::bands(&args.bands, dataset.bands()).map_err(|error| error.in_file(&name))?;
    let table = match &args.csv {
        Some(path) => from_csv(args, path)?,
        None => from_words(&args.points)?,
    };
    let transform = if args.pixel { GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]) } else { *placed(&dataset, &name)? };
    // What is no number, or lies nowhere, is beyond the raster.
    let pixel = |point: &Option<[f64; 2]>| match point.and_then(|[x, y]| transform.invert(x, y)) {
        Some((col, row)) => [col, row],
        None => [f64::NAN; 2],
    };
    let points: Vec<[f64; 2]> = table.points.iter().map(pixel).collect();
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(points.len() as u64, "points", args.work.quiet);
    let values = super::with_threads(&args.work, || {
        cogsmith::sample(&dataset, &points, &bands, args.method.into(), &|done| {
            progress.advance(done);
            !interrupt.is_asked()
        })
    })?;
    progress.finish();
    super::print(&to_csv(&table, &values.map_err(|error| error.in_file(name))?, &bands))
}

fn placed<'a>(dataset: &'a Dataset, name: &str) -> Result<&'a GeoTransform> {
    let missing = || Error::parameter("the raster has no transform: give columns and rows, with --pixel").in_file(name);
    dataset.transform().filter(|t| t.invert(t.0[0], t.0[3]).is_some()).ok_or_else(missing)
}

/// Lines as they came, and the point of each if it has one.
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    points: Vec<Option<[f64; 2]>>,
}

fn from_words(numbers: &[f64]) -> Result<Table> {
    let (points, rest) = numbers.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Error::parameter(format!("points are pairs of X and Y, and {} numbers are given", numbers.len())));
    }
    let text = |value: &f64| crate::number::exact(*value);
    Ok(Table {
        head: vec!["x".into(), "y".into()],
        rows: points.iter().map(|point| point.iter().map(text).collect()).collect(),
        points: points.iter().copied().map(Some).collect(),
    })
}

fn from_csv(args: &Sample, path: &std::path::Path) -> Result<Table> {
    let text = super::read_text(path)?;
    let name = if super::is_stdout(path) { "standard input".into() } else { path.display().to_string() };
    let mut lines = csv::parse(&text).map_err(|error| error.in_file(&name))?.into_iter();
    let head = lines.next().ok_or_else(|| Error::parameter("there is no line of names").in_file(&name))?.cells;
    let column = |wanted: &Option<String>, usual: &str| {
        let wanted = wanted.as_deref().unwrap_or(usual);
        head.iter().position(|column| column.trim() == wanted).ok_or_else(|| {
            let message = format!("there is no column {wanted:?}: the columns are {}", head.join(", "));
            Error::parameter(message).in_file(&name)
        })
    };
    let (x, y) = (column(&args.x, "x")?, column(&args.y, "y")?);
    let mut table = Table { head: Vec::new(), rows: Vec::new(), points: Vec::new() };
    for line in lines {
        if line.cells.len() != head.len() {
            let message = format!("line {} has {} cells, not {}", line.number, line.cells.len(), head.len());
            return Err(Error::parameter(message).in_file(&name));
        }
        let cell = |column: usize| match line.cells[column].trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                Error::parameter(format!("line {}: {text:?} is not a number", line.number)).in_file(&name)
            }),
        };
        table.points.push(cell(x)?.zip(cell(y)?).map(|(x, y): (f64, f64)| [x, y]));
        table.rows.push(line.cells);
    }
    table.head = head;
    Ok(table)
}

fn to_csv(table: &Table, values: &[Option<Number>], bands: &[usize]) -> String {
    let names = bands.iter().map(|band| format!("band_{}", band + 1));
    let mut out = csv::line(table.head.iter().cloned().chain(names));
    for (row, values) in table.rows.iter().zip(values.chunks(bands.len())) {
        let mut line = csv::line(row.iter().cloned());
        line.truncate(line.len() - 1);
        for value in values {
            line.push(',');
            let _ = value.map_or(Ok(()), |value| write!(line, "{value}"));
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}
