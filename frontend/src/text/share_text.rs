//! Sentences about pictures from other programs and to them.

use super::sentence::Sentence;

/// Line about shared photos that are not there.
pub const LOST: Sentence = Sentence("share-lost");
/// Label of the button that shares the result.
pub const SHARE: Sentence = Sentence("share");
/// Reason where the browser refused to share.
pub const SHARE_REFUSED: Sentence = Sentence("share-refused");
/// Hint of the picture that can be dragged out of the page.
pub(super) const DRAG: Sentence = Sentence("drag-out");

/// Picture that can be dragged out of the page, as HTML. The sentence needs no escape, as a test knows.
pub fn picture_to_drag(address: &str) -> String {
    format!("<img src=\"{address}\" alt=\"\" title=\"{}\" draggable=\"true\">", DRAG.text())
}
