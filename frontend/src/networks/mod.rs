//! Networks beside the bundled one: what the server lists, what is kept on the device, how one is downloaded, whether it fits the device and how long
//! a photo takes with it.
//! Nothing here touches the browser.

pub mod chooser;
pub mod download;
pub mod fit;
pub mod kept_network;
pub mod known;
pub mod pace;
pub mod server_list;
pub mod typed_input;

pub use chooser::{ChooserRow, RowState};
pub use kept_network::{KeptNetwork, NetworkRecord};
pub use server_list::ListedNetwork;
