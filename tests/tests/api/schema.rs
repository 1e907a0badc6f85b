//! HTTP API against its OpenAPI document, by schemathesis: valid and invalid requests, and their responses.

use std::process::Command;
use std::sync::Arc;

use tests::api_service::{flags, listen, photo};
use tests::http_client;
use tests::program::root;
use tests::services::{self, output};

#[tokio::test(flavor = "multi_thread")]
async fn api_keeps_to_its_openapi_document() {
    if services::is_skipped("the test of the API against its OpenAPI document") {
        return;
    }
    let (server, folder) = listen(Some(Arc::default()), flags());
    let (address, shutdown_handle) = (format!("http://{}", server.address()), server.shutdown_handle());
    let serving = tokio::spawn(server.serve());
    let picture = folder.path().join("photo.png");
    std::fs::write(&picture, photo()).unwrap();
    let python = services::python().unwrap();
    let mut schemathesis = Command::new(python.with_file_name("schemathesis"));
    schemathesis.arg("--config-file").arg(root().join("tests/schemathesis/schemathesis.toml"));
    schemathesis.args(["run", &format!("{address}/api/openapi.json"), "--no-color"]).current_dir(folder.path());
    // Python finds the hooks beside the configuration.
    schemathesis.env("PYTHONPATH", root().join("tests/schemathesis")).env("PYTHONDONTWRITEBYTECODE", "1");
    schemathesis.env("SCHEMATHESIS_HOOKS", "offcut_hooks").env("OFFCUT_PICTURE", picture);
    let asked = address.clone();
    let (done, metrics) = tokio::task::spawn_blocking(move || {
        (output(&mut schemathesis), http_client::get(asked.trim_start_matches("http://"), "/metrics", &[]).unwrap().body)
    })
    .await
    .unwrap();
    shutdown_handle.stop();
    serving.await.unwrap().unwrap();
    println!("{}", done.unwrap());
    // A run whose requests are all refused would prove nothing.
    let answered = |status: &str| -> u64 {
        let prefix = format!("offcut_http_requests_total{{method=\"POST\",route=\"/api/remove\",status=\"{status}\"}} ");
        metrics.lines().find_map(|line| line.strip_prefix(&prefix)).and_then(|count| count.parse().ok()).unwrap_or(0)
    };
    let [good, wrong, no_picture] = ["200", "400", "415"].map(answered);
    println!("{good} cut-outs, {wrong} times status 400, {no_picture} times 415");
    assert!(good > 20 && wrong > 20 && no_picture > 1, "{good} cut-outs, {wrong} times status 400, {no_picture} times 415");
}
