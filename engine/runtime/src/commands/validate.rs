//! `gve validate`: checks a recipe without building it.

use crate::{cli::ValidateArguments, failure::Failure, input::RecipeText};

pub(crate) fn run(arguments: &ValidateArguments, json: bool) -> Result<(), Failure> {
    let recipe = RecipeText::read(&arguments.recipe)?;
    let overrides = arguments.variables.iter().cloned().collect();
    recipe.field(&overrides, arguments.assets.as_deref())?;
    if json {
        println!("{}", serde_json::json!({ "ok": true, "diagnostics": [] }));
    } else {
        println!("{}: valid", recipe.name);
    }
    Ok(())
}
