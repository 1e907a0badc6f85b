//! Page, workers and the AVIF encoder into `dist/`, the folder that the server serves.

use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::files::{digest, digest_of_parts, files};
use crate::shell::{cargo_command, joined, root, run_labelled, step};
use crate::sources::Sources;
use crate::tools::{self, Tools};
use crate::workers::Built;
use crate::{compress, locales, workers};

/// Build profile of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildProfile {
    /// wasm-opt, Brotli and gzip, and the AVIF encoder.
    Release,
    /// None of these: page and workers work, but are about a quarter larger and slower.
    Quick,
}

/// Builds the site, unless `dist/` is that of the present sources, tools and workers.
pub fn build(profile: BuildProfile) -> Result<()> {
    let dist = root().join("dist");
    let sources = Sources::find()?;
    let listed = sources.of_site()?;
    // Looking after the toolchain takes longer than all else here.
    if is_current(profile, &listed, profile == BuildProfile::Release && tools::has_wasm_opt()?) {
        eprintln!("The site in dist/ is up to date.");
        return Ok(());
    }
    let tools = Tools::ensure(profile == BuildProfile::Release)?;
    let made_from = made_from(profile, &listed, tools.wasm_opt.is_some());
    let worker_id = sources.worker_id()?;
    step("Building tools, workers and the page");
    let (workers, avif) = thread::scope(|scope| {
        // wasm-bindgen is wanted first.
        let installed = scope.spawn(|| tools.wasm_bindgen().and_then(|_| tools.trunk()));
        let page = scope.spawn(|| page(&tools, &worker_id, &dist));
        let workers = workers::build(&tools, &worker_id)?;
        let mut avif = None;
        if profile == BuildProfile::Release {
            // Takes as long for a worker as trunk does for the page.
            thread::scope(|scope| {
                let compressed: Vec<_> = workers.iter().map(|worker| scope.spawn(|| compress::compressed(worker.module()))).collect();
                let [.., (_, module)] = avif.insert(workers::build_avif(&tools)?);
                compress::compressed(module)?;
                compressed.into_iter().try_for_each(|compressed| joined(compressed).map(drop))
            })?;
        }
        joined(installed)?;
        joined(page)?;
        anyhow::Ok((workers, avif))
    })?;

    for (name, content) in workers.iter().flat_map(|worker| &worker.files).chain(avif.iter().flatten()) {
        std::fs::write(dist.join(name), content)?;
    }
    fill_in_workers(&dist, &workers, avif.as_ref().map(|[(script, _), ..]| script))?;
    locales::add(&dist)?;
    move_inline_script(&dist)?;
    fill_in_service_worker(&dist)?;
    // For the test that a page refuses a worker of another version.
    std::fs::write(dist.join(".worker-id"), &worker_id)?;

    if profile == BuildProfile::Release {
        step("Compressing");
        for file in files(&dist)? {
            compress::compress_file(&file)?;
        }
    }
    std::fs::write(dist.join(MARK), made_from)?;
    Ok(())
}

/// Digest of what a site is made from.
const MARK: &str = ".made-from";

fn made_from(profile: BuildProfile, listed: &str, wasm_opt: bool) -> String {
    digest(format!("{}\n{profile:?}\n{listed}", tools::versions(wasm_opt)).as_bytes())
}

fn is_current(profile: BuildProfile, listed: &str, wasm_opt: bool) -> bool {
    std::fs::read_to_string(root().join("dist").join(MARK)).is_ok_and(|mark| mark == made_from(profile, listed, wasm_opt))
}

/// True if `dist/` is the optimised site of the present sources.
pub fn is_built() -> Result<bool> {
    Ok(is_current(BuildProfile::Release, &Sources::find()?.of_site()?, tools::has_wasm_opt()?))
}

/// The page by trunk; its libraries are compiled while trunk itself may still be on its way, with the same command as trunk's.
fn page(tools: &Tools, worker_id: &str, dist: &Path) -> Result<()> {
    let mut cargo = cargo_command(["build", "--package", "frontend", "--lib", "--no-default-features", "--features", "page"]);
    cargo.args(["--profile", "page", "--target", "wasm32-unknown-unknown"]);
    run_labelled("page", cargo.env("OFFCUT_WORKER_ID", worker_id))?;
    let mut trunk = Command::new(tools.trunk()?);
    // `--release` is what makes trunk run wasm-opt; the optimisation itself is cargo's "page" profile, which index.html names.
    trunk.arg("build").args(tools.wasm_opt.as_ref().map(|_| "--release")).arg("--dist").arg(dist);
    trunk.env("PATH", tools.path()?).env("OFFCUT_WORKER_ID", worker_id).env_remove("NO_COLOR");
    run_labelled("page", &mut trunk)
}

/// The page reads the workers' file names in `index.html`, and that of the AVIF encoder's first file where there is one.
fn fill_in_workers(dist: &Path, workers: &[Built], avif: Option<&String>) -> Result<()> {
    let path = dist.join("index.html");
    let mut html = std::fs::read_to_string(&path).context("trunk wrote no index.html")?;
    for worker in workers {
        html = with_meta(&html, &format!("worker-{}", worker.build.name), worker.script_name())?;
    }
    if let Some(script) = avif {
        html = with_meta(&html, "avif", script)?;
    }
    Ok(std::fs::write(path, html)?)
}

/// `html` with this content in its `meta` element of this name, which is empty before.
pub fn with_meta(html: &str, name: &str, content: &str) -> Result<String> {
    let element = |content: &str| format!("<meta name=\"{name}\" content=\"{content}\"");
    anyhow::ensure!(html.contains(&element("")), "index.html has no element {}>", element(""));
    Ok(html.replace(&element(""), &element(content)))
}

/// Trunk's start of the page is an inline module; in a file of its own, the content policy needs no exception for it.
fn move_inline_script(dist: &Path) -> Result<()> {
    const OPEN: &str = "<script type=\"module\">";
    let path = dist.join("index.html");
    let html = std::fs::read_to_string(&path)?;
    let (before, rest) = html.split_once(OPEN).context("index.html has no inline module")?;
    let (script, after) = rest.split_once("</script>").context("index.html does not end its inline module")?;
    anyhow::ensure!(!after.contains(OPEN), "index.html has two inline modules");
    let name = format!("start-{}.js", &digest(script.as_bytes())[..16]);
    std::fs::write(dist.join(&name), script)?;
    Ok(std::fs::write(path, format!("{before}<script type=\"module\" src=\"/{name}\"></script>{after}"))?)
}

/// The service worker names every file of the site and a version that changes with any of them. Workers, languages and the AVIF encoder
/// are apart: a browser needs one of each, and the encoder once it is chosen.
fn fill_in_service_worker(dist: &Path) -> Result<()> {
    let script = dist.join("sw.js");
    let source = std::fs::read_to_string(&script).context("the page brought no sw.js")?;
    let mut digested = vec![source.clone().into_bytes()];
    let (mut paths, mut choices) = (vec!["\"/\"".to_owned()], Vec::new());
    for file in files(dist)? {
        let path = file.strip_prefix(dist)?.to_string_lossy().into_owned();
        digested.extend([path.clone().into_bytes(), std::fs::read(&file)?]);
        if ["worker-", "locales/", "avif-"].iter().any(|choice| path.starts_with(choice)) {
            choices.push(format!("\"/{path}\""));
        } else if path != "index.html" && path != "sw.js" {
            paths.push(format!("\"/{path}\""));
        }
    }
    let version = &digest_of_parts(digested.iter().map(Vec::as_slice))[..16];
    let list = |paths: &[String]| format!("[{}]", paths.join(", "));
    let filled = source.replace("__VERSION__", version).replace("__FILES__", &list(&paths)).replace("__CHOICES__", &list(&choices));
    std::fs::write(script, filled)?;
    Ok(())
}
