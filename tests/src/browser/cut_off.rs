//! Text that does not fit where it stands.

use anyhow::Result;
use serde_json::json;

use super::Browser;

/// Elements with text of their own that is wider or higher than they are, and the page where it scrolls sideways. File names may be cut, and what scrolls
/// is reached.
const FIND: &str = "
    const told = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) told.push(`the page is ${root.scrollWidth} wide`);
    const scrolls = overflow => overflow === 'auto' || overflow === 'scroll';
    for (const element of document.body.querySelectorAll('*')) {
        const text = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join(' ').trim();
        if (!text || element.matches('.unseen, .unseen *, .photo-name, option, script, noscript *') || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        if (style.display === 'inline') continue;
        const wide = element.scrollWidth > element.clientWidth + 1 && !scrolls(style.overflowX);
        const high = element.scrollHeight > element.clientHeight + 2 && (style.overflowY === 'hidden' || style.overflowY === 'clip');
        if (wide || high) told.push(`${element.className || element.localName}: ${text}`);
    }
    return told;";

/// What is cut off in a window of this width, in pixels.
///
/// # Errors
/// The browser does not respond.
pub async fn at_width(browser: &Browser, width: u32) -> Result<Vec<String>> {
    let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
    let found = browser.script(FIND).await?;
    browser.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await?;
    Ok(serde_json::from_value(found)?)
}
