//! Components of React and Vue, and the package's own elements, in Chromium: they show the cut-out, and the components cancel when they go.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use tests::browser::Browser;

use crate::ONE_AT_A_TIME;
use crate::comparison::{check, check_shown, choose, expected, file_of, photo, until};
use crate::installed::{Project, is_absent};
use crate::page_server::{ISOLATED, PageServer, policy};

/// Counts workers that are ended, and closes the component once its photo is being searched for a subject.
const CLOSE_AT_ONCE: &str = "window.ended = 0;
    const { terminate } = Worker.prototype;
    Worker.prototype.terminate = function () { window.ended += 1; terminate.call(this); };
    const observer = new MutationObserver(() => {
        if (document.querySelector('#status')?.textContent !== 'find') return;
        observer.disconnect();
        window.before = window.ended;
        document.querySelector('#close').click();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });";

/// What a test waits for: the component is gone, and the worker with its photo.
const CANCELLED: &str = "return document.querySelector('#result') === null && window.ended - window.before === 1";

#[tokio::test]
async fn components_cut_out_and_cancel_on_unmount_and_elements_show_the_cut_out() {
    let _one = ONE_AT_A_TIME.lock().await;
    if is_absent() {
        return;
    }
    let Some(browser) = Browser::start().await.unwrap() else { return };
    let names = ["react", "vue"];
    for (what, project) in names.into_iter().zip(Project::built(&names)) {
        let server = PageServer::start(&project.path().join("dist"), ISOLATED).await;
        browser.client.goto(&server.address).await.unwrap();
        browser.script(CLOSE_AT_ONCE).await.unwrap();
        choose(&browser, &photo()).await;
        until(&browser, CANCELLED).await;
        // The same photo again: the input has to be seen to change.
        browser.script("document.querySelector('#file').value = ''").await.unwrap();
        choose(&browser, &photo()).await;
        check_shown(what, &browser).await;
    }
    elements_show_the_cut_out_and_a_slider(&browser).await;
    browser.close(&[]).await.unwrap();
}

async fn elements_show_the_cut_out_and_a_slider(browser: &Browser) {
    let project = Project::of("element");
    std::fs::copy(photo(), project.path().join("photo.png")).unwrap();
    let policy = policy("npm/README.md", "script-src 'self'");
    let server = PageServer::start(project.path(), &[ISOLATED, &[("content-security-policy", policy.as_str())]].concat()).await;
    browser.client.goto(&server.address).await.unwrap();
    until(browser, "return document.querySelector('offcut-image').result?.blob.type === 'image/png'").await;
    let image = "document.querySelector('offcut-image').shadowRoot.querySelector('[part=image]')";
    check("element", &file_of(browser, image).await, expected());
    // In the middle, where the line is.
    browser.click("offcut-compare").await.unwrap();
    let before = browser.script("return document.querySelector('offcut-compare').value").await.unwrap();
    let right = Key::Right.into();
    let press = KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: right }).then(KeyAction::Up { value: right });
    browser.client.perform_actions(press).await.unwrap();
    let moved = format!("return document.querySelector('offcut-compare').value === {before} + 1");
    until(browser, &moved).await;
}
