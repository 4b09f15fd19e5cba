//! `archc explain`: what an error code means.

use crate::cli;
use crate::terminal::{Terminal, out};
use crate::{Failure, Outcome};
use archc::diag::render::json_schema;
use archc::diag::{codes, nearest};

pub fn run(arguments: &cli::Explain, _terminal: &Terminal) -> Result<Outcome, Failure> {
    if arguments.schema {
        out(json_schema().as_bytes())?;
        return Ok(Outcome::Clean);
    }
    let Some(id) = &arguments.code else {
        let list: String = codes::all().map(|code| format!("{}  {}\n", code.id, code.title)).collect();
        out(list.as_bytes())?;
        return Ok(Outcome::Clean);
    };
    let Some(code) = codes::find(id) else {
        let failure = Failure::new(format!("there is no code `{id}`"));
        let near = nearest(id, codes::all().map(|code| code.id));
        let help = near
            .map_or("`archc explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`? `archc explain` lists all codes"));
        return Err(failure.help(help));
    };
    out(format!("{}: {}\n\n{}\n", code.id, code.title, code.explain.trim()).as_bytes())?;
    Ok(Outcome::Clean)
}
