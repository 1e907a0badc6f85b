//! Chromium through ChromeDriver, with the operations of our page.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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

/// Time limit of every wait; a cold start compiles megabytes of WebAssembly.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Host name of this machine that is no secure origin, as that of a server in a local network is none.
pub const PLAIN_HTTP_HOST: &str = "offcut.test";

/// Browser with a fresh profile.
#[derive(Debug)]
pub struct Browser {
    /// WebDriver client, for operations that are not here.
    pub client: Client,
    /// Folder of downloads.
    pub downloads: TempDir,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser; `None`, with the reason printed, where browser tests are skipped.
    ///
    /// # Errors
    /// A browser is there but does not start.
    pub async fn start() -> Result<Option<Self>> {
        if let Some(reason) = std::env::var_os("OFFCUT_NO_BROWSER") {
            eprintln!("skipped: {}", reason.to_string_lossy());
            return Ok(None);
        }
        let program = |variable: &str, name: &str| std::env::var_os(variable).map_or_else(|| PathBuf::from(name), PathBuf::from);
        let (downloads, profile) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut driver = Command::new(program("OFFCUT_CHROMEDRIVER", "chromedriver"));
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = driver.spawn().context("ChromeDriver cannot be started; set OFFCUT_CHROMEDRIVER or install it")?;
        let capabilities = json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": which(&program("OFFCUT_CHROMIUM", "chromium")),
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-features=HttpsUpgrades", "--window-size=1280,900",
                    format!("--host-resolver-rules=MAP {PLAIN_HTTP_HOST} 127.0.0.1"),
                    format!("--user-data-dir={}", profile.path().display()),
                ],
                "prefs": { "download.default_directory": downloads.path(), "download.prompt_for_download": false },
            },
        });
        let Value::Object(capabilities) = capabilities else { bail!("capabilities are an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let begun = Instant::now();
        let client = loop {
            match builder.connect(&format!("http://127.0.0.1:{port}")).await {
                Ok(client) => break client,
                Err(error) if begun.elapsed() > Duration::from_secs(30) => return Err(error).context("ChromeDriver starts no browser"),
                Err(_) => sleep(Duration::from_millis(200)).await,
            }
        };
        Ok(Some(Self { client, downloads, driver, _profile: profile }))
    }

    /// Ends the browser. Anything severe in its console, a violation of the content policy among it, is an error.
    ///
    /// # Errors
    /// The page complained. `allowed` are parts of complaints that a test provokes.
    pub async fn close(mut self, allowed: &[&str]) -> Result<()> {
        let log = self.command(Method::POST, "se/log", json!({ "type": "browser" })).await?;
        let complaints: Vec<_> = log.as_array().into_iter().flatten().filter(|line| line["level"] == "SEVERE").collect();
        let complaints: Vec<_> = complaints
            .into_iter()
            .filter_map(|line| line["message"].as_str())
            .filter(|line| !allowed.iter().any(|part| line.contains(part)))
            .collect();
        // The driver ends with its process in any case.
        let _ = self.client.clone().close().await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        if complaints.is_empty() { Ok(()) } else { bail!("the console says: {complaints:#?}") }
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
        let script = "const [event, name, bytes] = arguments; const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name));
            const init = { bubbles: true, cancelable: true };
            document.body.dispatchEvent(event === 'paste' ? new ClipboardEvent(event, { ...init, clipboardData: data }) : new DragEvent(event, { ...init, dataTransfer: data }));";
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

impl Drop for Browser {
    fn drop(&mut self) {
        // After `close` it is gone already; after a failed test it is not.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
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

/// Path of a program, which ChromeDriver needs in place of a name.
fn which(program: &Path) -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file()).unwrap_or_else(|| program.to_path_buf())
}
