//! The project itself: the promises of ARCHITECTURE.md about files, dependencies and bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::program::root;

/// The members of the workspace.
fn crates() -> Vec<String> {
    let workspace: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    workspace["workspace"]["members"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn architecture_is_short_and_its_paths_exist() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(text.lines().count() <= 150, "{} lines", text.lines().count());
    let mut paths = 0;
    // Between backticks, what ends in a slash or a known ending is a path.
    for word in text.split('`').skip(1).step_by(2) {
        let is_path = word.ends_with('/') || [".rs", ".md", ".toml", ".html", ".js", ".css", ".onnx"].iter().any(|end| word.ends_with(end));
        if is_path && !word.contains([' ', '*', '<']) {
            assert!(root().join(word).exists(), "ARCHITECTURE.md names {word}, which is not there");
            paths += 1;
        }
    }
    assert!(paths > 20, "ARCHITECTURE.md names only {paths} paths");
    for name in crates() {
        assert!(text.contains(&format!("`{name}/`")), "ARCHITECTURE.md does not name {name}/");
    }
}

#[test]
fn readme_names_the_formats_that_are_read() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let row = readme.lines().find(|line| line.starts_with("| formats |")).unwrap();
    // A test of the core holds this sentence to its table of formats.
    let sentence = matting::Error::NotAPicture.to_string();
    let decoded = sentence.rsplit_once("use ").unwrap().1.replace(" or ", ", ");
    assert!(row.contains(&format!("| {decoded};")), "{row} where {decoded} are read");
}

#[test]
fn links_in_documents_exist() {
    let mut documents = files(&root().join("docs"), &["md"]);
    documents.extend(
        [
            "README.md",
            "ARCHITECTURE.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "bench/README.md",
            "models/README.md",
            "npm/examples/README.md",
            "tests/golden/README.md",
            "tests/malformed/README.md",
        ]
        .map(|name| root().join(name)),
    );
    let mut links = 0;
    for document in documents {
        let text = std::fs::read_to_string(&document).unwrap();
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.starts_with("http") && !target.starts_with('#')) {
            let path = document.parent().unwrap().join(target.split('#').next().unwrap());
            assert!(path.exists(), "{} links to {target}", document.display());
            links += 1;
        }
    }
    assert!(links > 20, "the documents have only {links} links to files");
}

/// Facts that a document states beside the code: document, its words, source file, its words. Whoever changes one has to change the other.
#[rustfmt::skip]
const STATED: &[(&str, &str, &str, &str)] = &[
    ("docs/statistics.md", "Retention: minutes 48 hours, hours 60 days, days two years; in memory alone, minutes 7 hours and hours 8 days.",
        "server/src/statistics/collect/period.rs", "seconds: 60, retention: 48 * HOUR, retention_in_memory: 7 * HOUR };\n    pub const HOUR: Self = Self { name: \"hour\", seconds: HOUR, retention: 60 * DAY, retention_in_memory: 8 * DAY };\n    pub const DAY: Self = Self { name: \"day\", seconds: DAY, retention: 731 * DAY,"),
    ("docs/monitoring.md", "no scrape for 2 minutes; no server known for 5", "server/monitoring/alerts.yml", "expr: up{job=\"offcut\"} == 0\n        for: 2m"),
    ("docs/monitoring.md", "no scrape for 2 minutes; no server known for 5", "server/monitoring/alerts.yml", "expr: absent(up{job=\"offcut\"})\n        for: 5m"),
    ("docs/monitoring.md", "more than 2 starts in half an hour", "server/monitoring/alerts.yml", "[30m]) > 2"),
    ("docs/monitoring.md", "over 2 % of responses are 5xx other than 503, for 10 minutes", "server/monitoring/alerts.yml", "> 0.02\n        for: 10m"),
    ("docs/monitoring.md", "95 of 100 photos need over 15 s", "server/monitoring/alerts.yml", "[10m]))) > 15"),
    ("docs/monitoring.md", "the queue was full for 5 minutes", "server/monitoring/alerts.yml", "reason=\"queue_full\"}[5m])) > 0\n        for: 5m"),
    ("docs/monitoring.md", "disk or database refuse for 5 minutes", "server/monitoring/alerts.yml", "offcut_statistics_store_up{job=\"offcut\"} == 0\n        for: 5m"),
    ("docs/monitoring.md", "1.7 GiB; 80 % of the files allowed", "server/monitoring/alerts.yml", "> 1.7 * 1024 ^ 3"),
    ("docs/monitoring.md", "1.7 GiB; 80 % of the files allowed", "server/monitoring/alerts.yml", "process_max_fds{job=\"offcut\"} > 0.8"),
    ("docs/privacy.md", "six classes (under 0.5, 0.5–2, 2–8, 8–16, 16–50, over 50 megapixels)", "beacon/src/classes.rs", "16_000_000..50_000_000 => Megapixels::UpTo50"),
    ("docs/privacy.md", "or 7 days after the last change", "frontend/src/queue/kept/session.rs", "pub const KEPT_DAYS: u32 = 7;"),
    ("docs/files.md", "from 0.5 on the verdict is `please_check`", "matting/src/find/confidence.rs", "const CHECK_SCORE: f32 = 0.5;"),
    ("server/src/api/openapi.json", "`please_check` from 0.5 on", "matting/src/find/confidence.rs", "const CHECK_SCORE: f32 = 0.5;"),
    ("server/src/api/api_page.rs", "please_check from 0.5 on", "matting/src/find/confidence.rs", "const CHECK_SCORE: f32 = 0.5;"),
    ("ARCHITECTURE.md", "peak stays under 0.95", "matting/src/find/confidence.rs", "const MIN_PEAK: f32 = 0.95;"),
    ("ARCHITECTURE.md", "with 1280 pixels on the longer side", "frontend/src/worker/open_photo.rs", "const PREVIEW_SIDE: u32 = 1280;"),
    ("ARCHITECTURE.md", "at most eight threads", "frontend/worker.js", "const MAX_THREADS = 8;"),
    ("ARCHITECTURE.md", "within 120 seconds", "frontend/src/runtime/web_worker.rs", "const START_TIMEOUT: Duration = Duration::from_secs(120);"),
    ("ARCHITECTURE.md", "at most 452 kB of Brotli", "tests/tests/project.rs", "(\"page-\", 452_000)"),
    ("README.md", "number of threads, 256 at most", "cli/src/threads.rs", "const MAX_THREADS: usize = 256;"),
    ("README.md", "It listens on 127.0.0.1:8080", "server/src/config.rs", "const DEFAULT_PORT: u16 = 8080;"),
    ("frontend/sw.js", "const MODELS = \"offcut-models\";", "frontend/src/web/model_store.rs", "const CACHE: &str = \"offcut-models\";"),
    ("frontend/sw.js", "const SHARED = \"offcut-shared\";", "frontend/src/web/shared_files.rs", "const CACHE: &str = \"offcut-shared\";"),
    ("frontend/manifest.webmanifest", "\"name\": \"photos\"", "frontend/src/web/shared_files.rs", "const FIELD: &str = \"photos\";"),
    ("frontend/manifest.webmanifest", "\"action\": \"/share\"", "frontend/sw.js", "const SHARE = \"/share\";"),
    ("frontend/sw.js", "const SHARE = \"/share\";", "server/src/routes.rs", ".route(\"/share\", post("),
    ("frontend/sw.js", "address = \"/?share=lost\";", "server/src/files/share_target.rs", "Redirect::to(\"/?share=lost\")"),
];

#[test]
fn documents_state_the_constants_of_the_code() {
    let text = |path: &str| std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let wrong: Vec<&str> = STATED
        .iter()
        .flat_map(|(document, stated, source, held)| [(document, stated), (source, held)])
        .filter(|(path, words)| !text(path).contains(**words))
        .map(|(_, words)| *words)
        .collect();
    assert!(wrong.is_empty(), "no longer where STATED says: {wrong:#?}");
}

#[test]
fn source_files_are_short_with_unique_names() {
    for name in crates() {
        let mut seen = BTreeMap::new();
        for file in files(&root().join(&name), &["rs", "js", "css"]) {
            let lines = std::fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= 500, "{} has {lines} lines", file.display());
            let basename = file.file_name().unwrap().to_owned();
            // Cargo and Rust give these names a meaning of their own.
            if ["lib.rs", "main.rs", "mod.rs"].iter().all(|own| basename != *own)
                && let Some(twin) = seen.insert(basename, file.clone())
            {
                panic!("{} and {} share a name", file.display(), twin.display());
            }
        }
    }
}

#[test]
fn core_has_no_browser_no_runtime_and_two_files_that_name_tract() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "offcut-matting", "--edges", "normal", "--prefix", "none", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("image v"), "cargo tree says {tree:?}");
    for absent in ["web-sys v", "tokio v", "rayon v"] {
        assert!(!tree.lines().any(|line| line.starts_with(absent)), "matting depends on {absent}");
    }
    let crates = crates();
    let names = |needle: &str| {
        let mut found: Vec<String> = crates
            .iter()
            .flat_map(|name| files(&root().join(name).join("src"), &["rs"]))
            .filter(|file| std::fs::read_to_string(file).unwrap().contains(needle))
            .map(|file| file.strip_prefix(root()).unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort();
        found
    };
    for tract in ["tract_core", "tract_onnx"] {
        let named = names(tract);
        let may =
            |file: &String| ["matting/src/find/u2net.rs", "matting/src/classifier.rs"].contains(&file.as_str()) || file.starts_with("winograd/");
        assert!(!named.is_empty() && named.iter().all(may), "{tract} in {named:?}");
    }
    let lib = std::fs::read_to_string(root().join("matting/src/lib.rs")).unwrap();
    assert!(lib.contains("#[cfg(feature = \"every-operator\")]\nmod classifier;"), "the worker would carry the classifier");
    let named = names("web_sys::");
    assert!(!named.is_empty() && named.iter().all(|file| file.starts_with("frontend/")), "web_sys in {named:?}");
}

/// Bytes in Brotli that a visit may cost, by the beginning of the file's name. The page never holds the network.
/// The worker writes PNG, WebP and JPEG: a VP8 encoder is 49 kB of it, the rest of writing files 25 kB; options by name, for programs, are 27 kB.
const BUDGETS: &[(&str, u64)] = &[("page-", 452_000), ("worker-", 1_640_000), ("avif-", 700_000)];

#[test]
fn page_and_workers_fit_their_byte_budgets() {
    let dist = root().join("dist");
    assert!(dist.is_dir(), "there is no site: run cargo xtask site first");
    for (prefix, budget) in BUDGETS {
        let mut found = 0;
        for file in files(&dist, &["br"]) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(prefix) && name.ends_with(".wasm.br") {
                let bytes = std::fs::metadata(&file).unwrap().len();
                assert!(bytes <= *budget, "{name} has {bytes} bytes, over {budget}");
                found += 1;
            }
        }
        assert!(found > 0, "no {prefix}*.wasm.br");
    }
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending)) {
            found.push(path);
        }
    }
    found
}
