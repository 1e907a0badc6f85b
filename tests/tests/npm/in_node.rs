//! The package in Node: a batch, the program, and the import on a server that renders pages.

use tests::offcut_command::{case, text};

use crate::comparison::{check, expected, photo};
use crate::installed::{Project, is_absent};

#[test]
fn batch_cuts_out_a_folder_and_goes_on_after_a_file_that_is_no_photo() {
    if is_absent() {
        return;
    }
    let project = Project::of("node");
    let photos = project.path().join("photos");
    std::fs::create_dir(&photos).unwrap();
    for name in ["one.png", "three.png"] {
        std::fs::copy(photo(), photos.join(name)).unwrap();
    }
    std::fs::write(photos.join("two.jpg"), "no photo").unwrap();
    let output = project.command("node").args(["batch.js", "photos", "cut-outs", "2"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("two.jpg: ") && said.lines().count() == 1, "{said}");
    for name in ["one.png", "three.png"] {
        check(name, &std::fs::read(project.path().join("cut-outs").join(name)).unwrap(), expected());
    }
}

#[test]
fn program_cuts_out_one_photo_and_refuses_what_is_none() {
    if is_absent() {
        return;
    }
    let project = Project::empty();
    let program = ["--offline", "offcut"];
    project.run("npx", &[&program[..], &[text(&photo()), "out.png"]].concat());
    check("npx", &std::fs::read(project.path().join("out.png")).unwrap(), expected());

    let no_photo = case("cat").photo.with_file_name("case.toml");
    let output = project.command("npx").args(program).args([text(&no_photo), "none.png"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("case.toml") && !said.contains("    at "), "{said}");
    assert!(!project.path().join("none.png").exists());
}

/// As a server of Next.js does it.
#[test]
fn server_renders_a_component_that_imports_the_package() {
    if is_absent() {
        return;
    }
    let project = Project::of("server-import");
    let page = project.run("node", &["server.js"]);
    assert!(page.contains(r#"<img src="cup.jpg" alt=""/>"#), "{page}");
    // Neither entry, nor that for browsers which a bundler may choose, opens anything at its import or leaves something global.
    let script = "const before = [Object.getOwnPropertyNames(globalThis).length, process.getActiveResourcesInfo().length];
        for (const entry of ['offcut', 'offcut/element', './node_modules/offcut/src/browser.js']) await import(entry);
        const after = [Object.getOwnPropertyNames(globalThis).length, process.getActiveResourcesInfo().length];
        console.log(JSON.stringify([before, after]));";
    std::fs::write(project.path().join("import.mjs"), script).unwrap();
    let counts: Vec<Vec<usize>> = serde_json::from_str(&project.run("node", &["import.mjs"])).unwrap();
    assert_eq!(counts[0], counts[1]);
}
