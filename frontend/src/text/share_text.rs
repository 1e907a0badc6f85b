//! Sentences about pictures from other programs and to them.

/// Line about shared photos that are not there.
pub const LOST: &str = "The shared photos did not arrive: share them again, or choose them here.";
/// Label of the button that shares the result.
pub const SHARE: &str = "Share";
/// Reason where the browser refused to share.
pub const SHARE_REFUSED: &str = "The browser did not share it. Press Share again, or download the picture instead.";

/// Picture that can be dragged out of the page, as HTML.
pub fn picture_to_drag(address: &str) -> String {
    format!("<img src=\"{address}\" alt=\"\" title=\"Drag it into a folder or another program\" draggable=\"true\">")
}
