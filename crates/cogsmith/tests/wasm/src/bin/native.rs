//! The same natively, with threads and temporary files: `native FILE BLOCK_SIZE COMPRESSION AVERAGED`. The COG goes to
//! standard output, or the error's text with exit code 1.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, numbers @ ..] = &args[..] else { panic!("no file is given") };
    let number = |i: usize| numbers[i].parse::<u16>().expect("a number");
    let made = cogsmith_wasm::cog_of(std::fs::read(file)?, number(0).into(), number(1), number(2) != 0);
    match made {
        Ok(cog) => std::io::stdout().write_all(&cog),
        Err(error) => {
            std::io::stdout().write_all(error.to_string().as_bytes())?;
            std::process::exit(1)
        }
    }
}
