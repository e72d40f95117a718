//! `cogsmith validate`: whether files are COGs, and why not.

use std::fmt::Write as _;
use std::path::Path;

use cogsmith::{DeepImage, FileSource, Finding, Report, Result, RuleSet, Severity, ValidateOptions};
use serde_json::{Value, json};

use crate::args::Validate;
use crate::number::plural;

/// Answers whether all files are COGs.
pub(crate) fn run(args: &Validate) -> Result<bool> {
    let mut all_valid = true;
    let mut objects = Vec::new();
    for file in &args.files {
        let name = file.display().to_string();
        let checked = check(file, args).map_err(|error| error.in_file(&name));
        let is_valid = checked.as_ref().is_ok_and(|report| is_valid(report, args.strict));
        all_valid &= is_valid;
        match &checked {
            // Other files are checked all the same.
            Err(error) => crate::complain(error),
            Ok(_) if args.quiet || args.json => {}
            Ok(report) => super::print(&to_text(&name, report, is_valid))?,
        }
        if args.json {
            objects.push(to_json(&name, &checked, is_valid));
        }
    }
    if args.json {
        super::print(&format!("{:#}\n", Value::Array(objects)))?;
    }
    Ok(all_valid)
}

fn check(file: &Path, args: &Validate) -> Result<Report> {
    let source = FileSource::open(file)?;
    let limits = args.allowed.limits()?;
    let has_external_overviews = super::external_overviews(file).is_some();
    cogsmith::validate(
        &source,
        ValidateOptions {
            ogc: args.ogc,
            deep: args.deep,
            has_external_overviews,
            limits,
            ..ValidateOptions::default()
        },
    )
}

fn is_valid(report: &Report, strict: bool) -> bool {
    if strict { report.is_flawless() } else { report.is_valid() }
}

fn count(report: &Report, severity: Severity) -> usize {
    report.findings.iter().filter(|finding| finding.severity == severity).count()
}

fn severity_name(severity: Severity) -> &'static str {
    if severity == Severity::Error { "error" } else { "warning" }
}

fn rule_sets(finding: &Finding) -> Vec<String> {
    finding.rule_sets.iter().map(RuleSet::to_string).collect()
}

/// The verdict, each finding, and what to do about them, on a line each.
fn to_text(name: &str, report: &Report, is_valid: bool) -> String {
    let counts: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .map(|severity| (count(report, severity), severity_name(severity)))
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{n} {what}{}", plural(n)))
        .collect();
    let mut out = format!("{name}: {}", if is_valid { "valid COG" } else { "not a valid COG" });
    if !counts.is_empty() {
        let _ = write!(out, " ({})", counts.join(", "));
    }
    out.push('\n');
    for finding in &report.findings {
        let severity = severity_name(finding.severity);
        let _ = write!(out, "  {severity:<7}  {}: {}", rule_sets(finding).join(", "), finding.problem);
        let _ = match (finding.ifd, finding.offset) {
            (Some(ifd), Some(offset)) => write!(out, " (IFD {ifd}, at offset {offset})"),
            (Some(ifd), None) => write!(out, " (IFD {ifd})"),
            (None, Some(offset)) => write!(out, " (at offset {offset})"),
            (None, None) => Ok(()),
        };
        out.push('\n');
    }
    for image in report.deep.iter().flatten() {
        let _ = writeln!(out, "  pixels   {}", deep_text(image));
    }
    // Many findings have one remedy.
    let mut remedies: Vec<&str> = Vec::new();
    for finding in &report.findings {
        if !remedies.contains(&finding.advice) {
            remedies.push(finding.advice);
            let _ = writeln!(out, "  to do    {}", finding.advice);
        }
    }
    out
}

/// What was looked at of an image.
fn deep_text(image: &DeepImage) -> String {
    let (width, height) = image.size;
    let mut text = format!("{} of {width} × {height}: {} blocks decoded", image.role, image.decoded);
    if image.sparse > 0 {
        let _ = write!(text, ", {} not stored", image.sparse);
    }
    if let Some(why) = &image.not_decoded {
        let _ = write!(text, ", others not looked into ({why})");
    }
    if let Some((method, share)) = image.made_by {
        let _ = write!(text, "; {method} explains {:.1} % of its pixels", 100.0 * share);
    }
    text
}

fn deep_json(image: &DeepImage) -> Value {
    json!({
        "ifd": image.ifd,
        "role": image.role,
        "width": image.size.0,
        "height": image.size.1,
        "decoded": image.decoded,
        "sparse": image.sparse,
        "not_decoded": image.not_decoded,
        "resampling": image.made_by.map(|(method, _)| method.name()),
        "agreement": image.made_by.map(|(_, share)| share),
    })
}

fn to_json(name: &str, checked: &Result<Report>, is_valid: bool) -> Value {
    let report = match checked {
        Err(error) => return json!({ "file": name, "valid": false, "failure": error.to_string() }),
        Ok(report) => report,
    };
    let finding = |finding: &Finding| {
        json!({
            "severity": severity_name(finding.severity),
            "rule_sets": rule_sets(finding),
            "problem": finding.problem,
            "advice": finding.advice,
            "ifd": finding.ifd,
            "offset": finding.offset,
        })
    };
    let mut object = json!({
        "file": name,
        "valid": is_valid,
        "valid_by": {
            "gdal": report.is_valid_by(RuleSet::Gdal),
            "rio_cogeo": report.is_valid_by(RuleSet::RioCogeo),
        },
        "ghost_header": report.ghost.is_some_and(|ghost| ghost.is_cog()),
        "errors": count(report, Severity::Error),
        "warnings": count(report, Severity::Warning),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
    });
    if let Some(deep) = &report.deep {
        object["images"] = deep.iter().map(deep_json).collect();
    }
    object
}
