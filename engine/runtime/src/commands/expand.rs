//! `gve expand`: the ordinary nodes that macros stand for, written into the recipe.

use crate::{
    cli::ExpandArguments,
    failure::Failure,
    files::{self, Kind},
    input::RecipeText,
    report::Terminal,
};

pub(crate) fn run(arguments: &ExpandArguments, json: bool, terminal: &Terminal) -> Result<(), Failure> {
    if json && files::is_stream(&arguments.output) {
        return Err(Failure::Usage {
            message: "--json and -o - both want standard output".to_owned(),
            hint: "Write the recipe to a file with -o expanded.json.".to_owned(),
        });
    }
    files::check_target(&arguments.output, Kind::Json, arguments.force)?;
    let recipe = RecipeText::read(&arguments.recipe)?;
    let overrides = arguments.variables.iter().cloned().collect();
    let expanded = recipe.expand(&overrides, arguments.assets.as_deref(), arguments.node.as_deref())?;
    files::write(&arguments.output, expanded.text.as_bytes())?;
    if json {
        println!("{}", serde_json::json!({ "ok": true, "expanded": expanded.expanded }));
        return Ok(());
    }
    let count = expanded.expanded.len();
    let noun = if count == 1 { "macro" } else { "macros" };
    terminal.note(&format!("{}: {count} {noun} expanded", recipe.name));
    Ok(())
}
