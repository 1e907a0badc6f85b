//! Components of React and Vue in Chromium: they show the cut-out, and cancel when they go.

use tests::browser::Browser;

use crate::ONE_AT_A_TIME;
use crate::comparison::{check_shown, choose, photo, until};
use crate::installed::{Project, is_absent};
use crate::page_server::{ISOLATED, PageServer};

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
async fn components_cut_out_and_cancel_on_unmount() {
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
    browser.close(&[]).await.unwrap();
}
