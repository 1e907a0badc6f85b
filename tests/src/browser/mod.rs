//! A real browser through its WebDriver, with the operations of our page.

pub mod accessibility;
pub mod cut_off;
pub mod engine;
pub mod photos;
pub mod pseudo_locale;
pub mod states;

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::http::Method;
use fantoccini::elements::Element;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;
use url::Url;

use engine::{Ability, CHROMIUM, Engine, Programs, Start};

/// Time limit of every wait; a cold start compiles megabytes of WebAssembly.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Host name of this machine that is no secure origin, as that of a server in a local network is none.
pub const PLAIN_HTTP_HOST: &str = "offcut.test";

/// Browser with a fresh profile.
#[derive(Debug)]
pub struct Browser {
    /// WebDriver client, for operations that are not here.
    pub client: Client,
    /// Engine of the browser.
    pub engine: &'static Engine,
    /// Folder of downloads.
    pub downloads: TempDir,
    programs: Programs,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium; `None`, with the reason printed, where browser tests are skipped.
    ///
    /// # Errors
    /// A browser is there but does not start.
    pub async fn start() -> Result<Option<Self>> {
        Self::start_engine(&CHROMIUM, false).await
    }

    /// Starts the browser of an engine, for a person who prefers dark colours or light ones.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_engine(engine: &'static Engine, dark: bool) -> Result<Option<Self>> {
        if engine.is_absent() {
            return Ok(None);
        }
        let (downloads, profile) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let start = Start { profile: profile.path(), downloads: downloads.path(), dark };
        let programs = engine.start_driver(port, &start)?;
        let Value::Object(capabilities) = engine.capabilities(&start) else { bail!("capabilities are an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let begun = Instant::now();
        let client = loop {
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) if begun.elapsed() > Duration::from_secs(30) => {
                    return Err(error).with_context(|| format!("the driver of {} starts no browser", engine.name));
                }
                Err(_) => sleep(Duration::from_millis(200)).await,
            }
        };
        Ok(Some(Self { client, engine, downloads, programs, _profile: profile }))
    }

    /// Ends the browser. Anything severe in its console, a violation of the content policy among it, is an error where the driver hands it out.
    ///
    /// # Errors
    /// The page complained. `allowed` are parts of complaints that a test provokes.
    pub async fn close(self, allowed: &[&str]) -> Result<()> {
        let complaints = if self.engine.can(Ability::Console) { self.complaints(allowed).await? } else { Vec::new() };
        // The driver ends with its process in any case.
        let _ = self.client.close().await;
        if complaints.is_empty() { Ok(()) } else { bail!("the console says: {complaints:#?}") }
    }

    /// Process of the driver, below which are those of the browser.
    pub fn driver_id(&self) -> u32 {
        self.programs.driver_id()
    }

    async fn complaints(&self, allowed: &[&str]) -> Result<Vec<String>> {
        let log = self.command(Method::POST, "se/log", json!({ "type": "browser" })).await?;
        let severe = log.as_array().into_iter().flatten().filter(|line| line["level"] == "SEVERE");
        let messages = severe.filter_map(|line| line["message"].as_str().map(str::to_owned));
        // Chromium does not ask, and says so, where a test left a page without having touched it.
        let messages = messages.filter(|message| !message.contains("Blocked attempt to show a 'beforeunload' confirmation panel"));
        Ok(messages.filter(|message| !allowed.iter().any(|part| message.contains(part))).collect())
    }

    /// Runs a command of ChromeDriver that WebDriver does not have.
    ///
    /// # Errors
    /// The driver refuses it.
    pub async fn command(&self, method: Method, path: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(ChromeCommand { method, path, body }).await?)
    }

    /// Runs a command of the DevTools protocol.
    ///
    /// # Errors
    /// The browser refuses it.
    pub async fn devtools(&self, name: &str, parameters: Value) -> Result<Value> {
        self.command(Method::POST, "goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await
    }

    /// Opens the page and waits until it runs.
    ///
    /// # Errors
    /// It does not run.
    pub async fn open(&self, address: &str) -> Result<()> {
        self.client.goto(address).await?;
        self.phase("empty").await
    }

    /// Waits until the page can cut out at once.
    ///
    /// # Errors
    /// It never can.
    pub async fn ready(&self) -> Result<()> {
        self.wait_for("[data-ready=yes]").await.map(drop)
    }

    /// Waits until everything is kept for use without a network.
    ///
    /// # Errors
    /// It never is.
    pub async fn offline_ready(&self) -> Result<()> {
        self.wait_for_text("[data-test=readiness]", "Works offline").await
    }

    /// Waits for a part of the page: `empty`, `working`, `done` or `failed`.
    ///
    /// # Errors
    /// Another phase stays.
    pub async fn phase(&self, phase: &str) -> Result<()> {
        let found = self.wait_for(&format!("main[data-phase={phase}]")).await;
        match found {
            Ok(_) => Ok(()),
            Err(error) => Err(error.context(self.text("body").await.unwrap_or_default())),
        }
    }

    /// Gives the page a file, as its file picker does.
    ///
    /// # Errors
    /// There is no picker now.
    pub async fn choose(&self, file: &Path) -> Result<()> {
        self.wait_for("#file").await?.send_keys(&file.canonicalize()?.display().to_string()).await?;
        Ok(())
    }

    /// Gives the page a file through an event of the whole window: `drop` or `paste`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn hand_over(&self, event: &str, file: &Path) -> Result<()> {
        let bytes = std::fs::read(file)?;
        // Firefox makes such events without their data.
        let script = "const [kind, name, bytes] = arguments; const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            const [Kind, key] = kind === 'paste' ? [ClipboardEvent, 'clipboardData'] : [DragEvent, 'dataTransfer'];
            const event = new Kind(kind, { bubbles: true, cancelable: true, [key]: data });
            if (!event[key]?.files.length) Object.defineProperty(event, key, { value: data });
            document.body.dispatchEvent(event);";
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        self.client.execute(script, vec![json!(event), json!(name), json!(bytes)]).await?;
        Ok(())
    }

    /// Presses the download button and waits for the file.
    ///
    /// # Errors
    /// No such file arrives.
    pub async fn download(&self, name: &str) -> Result<Vec<u8>> {
        self.click("[data-test=download]").await?;
        self.saved(name).await
    }

    /// Waits for a file that the page saves.
    ///
    /// # Errors
    /// No such file arrives.
    pub async fn saved(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.downloads.path().join(name);
        let begun = Instant::now();
        loop {
            // Chromium reserves the name with an empty file and renames the whole one.
            if let Ok(bytes) = std::fs::read(&path)
                && !bytes.is_empty()
                && (!name.ends_with(".png") || bytes.ends_with(b"IEND\xae\x42\x60\x82"))
            {
                std::fs::remove_file(path)?;
                return Ok(bytes);
            }
            if begun.elapsed() > TIMEOUT {
                let there: Vec<_> = std::fs::read_dir(self.downloads.path())?.flatten().map(|entry| entry.file_name()).collect();
                bail!("{name} was not downloaded, but {there:?}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks an element.
    ///
    /// # Errors
    /// There is no such element.
    pub async fn click(&self, css: &str) -> Result<()> {
        Ok(self.wait_for(css).await?.click().await?)
    }

    /// Clicks the label of a control.
    ///
    /// # Errors
    /// There is no such label.
    pub async fn press(&self, label: &str) -> Result<()> {
        let found = self.client.find(Locator::XPath(&format!("//label[normalize-space()='{label}']"))).await;
        Ok(found.with_context(|| format!("no label says {label}"))?.click().await?)
    }

    /// Waits for an element.
    ///
    /// # Errors
    /// It does not appear.
    pub async fn wait_for(&self, css: &str) -> Result<Element> {
        let found = self.client.wait().at_most(TIMEOUT).for_element(Locator::Css(css)).await;
        found.with_context(|| format!("{css} is not there"))
    }

    /// Text of an element that is there now.
    ///
    /// # Errors
    /// It is not there.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.client.find(Locator::Css(css)).await?.text().await?)
    }

    /// Waits until an element contains a text.
    ///
    /// # Errors
    /// It never does.
    pub async fn wait_for_text(&self, css: &str, part: &str) -> Result<()> {
        let begun = Instant::now();
        loop {
            let text = self.text(css).await.unwrap_or_default();
            if text.contains(part) {
                return Ok(());
            }
            if begun.elapsed() > TIMEOUT {
                bail!("{css} says {text:?} and not {part:?}");
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Result of a script.
    ///
    /// # Errors
    /// The script throws.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }
}

#[derive(Debug)]
struct ChromeCommand {
    method: Method,
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for ChromeCommand {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> std::result::Result<Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), Some(self.body.to_string()))
    }
}

/// Each of these functions as a test in a module for each engine. They are given a browser with a fresh profile, one at a time: on a small machine
/// several would wait for each other until something times out.
#[macro_export]
macro_rules! in_each_engine {
    ($($test:ident),+ $(,)?) => {
        $crate::in_each_engine!(@ chromium CHROMIUM $($test)+);
        $crate::in_each_engine!(@ firefox FIREFOX $($test)+);
        $crate::in_each_engine!(@ webkit WEBKIT $($test)+);
    };
    (@ $module:ident $engine:ident $($test:ident)+) => {
        mod $module {
            use $crate::browser::{Browser, engine::$engine};

            $(#[tokio::test]
            async fn $test() {
                let _one = super::ONE_AT_A_TIME.lock().await;
                if let Some(browser) = Browser::start_engine(&$engine, false).await.unwrap() {
                    super::$test(browser).await;
                }
            })+
        }
    };
}
