//! Queue kept on the device between visits: the record of a photo, what is written or removed next, room, and which sessions are offered again.
//! Nothing here touches the browser.

mod format;
pub mod record;
pub mod room;
pub mod session;
pub mod step;

pub use format::{read_settings, write_settings};
pub use record::{BackgroundMark, FileMark, FirstResult, KeptCutOut, KeptStatus, Record};
pub use room::Room;
pub use session::{KEPT_DAYS, Listed, Outcome};
pub use step::{OnDevice, Step, Wanted};
