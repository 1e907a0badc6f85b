//! Number of files that the process may have open, each connection being one.

/// Raises the limit as far as this user may: logins and systemd begin at 1024, which slow clients use up.
#[cfg(unix)]
pub fn raise_limit() {
    match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(limit) => tracing::debug!("{limit} files and connections may be open"),
        Err(error) => tracing::warn!("the limit of open files, and so of connections, stays as it is: {error}"),
    }
}

/// Nothing: other systems have no such limit.
#[cfg(not(unix))]
pub fn raise_limit() {}
