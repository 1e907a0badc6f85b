//! Accessibility tree of the page: roles, names and states as indented lines.

use anyhow::Result;
use serde_json::{Value, json};

use super::Browser;
use crate::program;

/// Roles without a line: they say nothing or change from run to run.
const SILENT: [&str; 5] = ["none", "generic", "InlineTextBox", "StaticText", "LineBreak"];

/// Tree of the page as it is now. Text is part of the names above it.
///
/// # Errors
/// The browser does not respond.
pub async fn tree(browser: &Browser) -> Result<String> {
    let response = browser.devtools("Accessibility.getFullAXTree", json!({})).await?;
    let nodes: Vec<Value> = response["nodes"].as_array().cloned().unwrap_or_default();
    let mut lines = String::new();
    if let Some(root) = nodes.first() {
        write(&nodes, root, 0, "", &mut lines);
    }
    Ok(lines)
}

/// Difference between the tree and `tests/snapshots/<name>.txt`; `None` when they agree. With OFFCUT_BLESS the file is written anew.
pub async fn matches_snapshot(browser: &Browser, name: &str) -> Option<String> {
    let path = program::root().join("tests/snapshots").join(format!("{name}.txt"));
    let tree = match tree(browser).await {
        Ok(tree) => without_numbers(&tree),
        Err(error) => return Some(format!("{name}: {error}")),
    };
    if std::env::var_os("OFFCUT_BLESS").is_some() {
        return std::fs::write(&path, tree).err().map(|error| format!("{name}: {error}"));
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    (tree != expected).then(|| format!("{name} is\n{tree}\nand not\n{expected}"))
}

/// The tree with `#` in place of numbers: times and addresses change from run to run.
fn without_numbers(tree: &str) -> String {
    let mut text = String::new();
    let mut in_number = false;
    for sign in tree.chars() {
        let is_number = sign.is_ascii_digit() || (in_number && sign == '.');
        if is_number && !in_number {
            text.push('#');
        } else if !is_number {
            text.push(sign);
        }
        in_number = is_number;
    }
    text.replace("# ms", "# sec")
}

/// Adds the lines of a node. `named` is the name of the nearest element above, which text inside it would only repeat.
fn write(nodes: &[Value], node: &Value, depth: usize, named: &str, lines: &mut String) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default();
    let is_shown = node["ignored"] != true && !SILENT.contains(&role);
    let indent = "  ".repeat(depth);
    if is_shown {
        let states: String = node["properties"].as_array().into_iter().flatten().filter_map(state).collect();
        let value = node["value"]["value"].as_str().map(|value| format!(" = {value:?}")).unwrap_or_default();
        let name = if name.is_empty() { String::new() } else { format!(" {name:?}") };
        lines.push_str(&format!("{indent}{role}{name}{value}{states}\n"));
    } else if role == "StaticText" && node["ignored"] != true && !named.contains(name) {
        lines.push_str(&format!("{indent}{name:?}\n"));
    }
    let (depth, named) = if is_shown { (depth + 1, name) } else { (depth, named) };
    for id in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|node| node["nodeId"] == *id) {
            write(nodes, child, depth, named, lines);
        }
    }
}

fn state(property: &Value) -> Option<String> {
    let name = property["name"].as_str()?;
    let value = &property["value"]["value"];
    match name {
        // States that can be mixed are words.
        "disabled" | "checked" | "expanded" | "modal" | "focused" if *value != json!(false) && *value != json!("false") => Some(format!(" [{name}]")),
        "level" | "live" | "valuetext" => Some(format!(" [{name} {}]", value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
        _ => None,
    }
}
