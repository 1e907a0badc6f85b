//! Proxy of the environment, by the variables that curl reads.

use ureq::Proxy;
use url::Url;

use super::download_error::DownloadError;

/// Proxy for an address. `variable` reads the environment: `https_proxy` or `http_proxy` by the address, then `all_proxy`, each also in capitals; hosts of
/// `no_proxy` and their subdomains have none.
///
/// # Errors
/// [`DownloadError::Proxy`] for a variable that holds no address. Its value may have a password in it and is not repeated.
pub fn proxy_for(address: &Url, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>, DownloadError> {
    let set = |name: &'static str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).map(|value| (name, value));
    let names: [&'static str; 4] = match address.scheme() {
        "https" => ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
        _ => ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
    };
    let Some((variable, value)) = names.into_iter().find_map(set) else { return Ok(None) };
    let exceptions = ["no_proxy", "NO_PROXY"].into_iter().find_map(set).map(|(_, value)| value).unwrap_or_default();
    if is_exception(address.host_str().unwrap_or_default(), &exceptions) {
        return Ok(None);
    }
    Proxy::new(&value).map(Some).map_err(|_| DownloadError::Proxy { variable })
}

fn is_exception(host: &str, exceptions: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    exceptions.split(',').map(|entry| entry.trim().to_ascii_lowercase()).filter(|entry| !entry.is_empty()).any(|entry| {
        let domain = entry.trim_start_matches('*').trim_start_matches('.').trim_matches(['[', ']']);
        entry == "*" || host == domain || (!domain.is_empty() && host.strip_suffix(domain).is_some_and(|before| before.ends_with('.')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(address: &str, environment: &[(&str, &str)]) -> Result<Option<String>, DownloadError> {
        let variable = |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        proxy_for(&address.parse().unwrap(), variable).map(|proxy| proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port())))
    }

    #[test]
    fn scheme_decides_which_variable_counts() {
        let both = [("https_proxy", "http://secure:1"), ("http_proxy", "plain:2"), ("ALL_PROXY", "http://all:3")];
        assert_eq!(host("https://a.example/x", &both).unwrap().unwrap(), "secure:1");
        assert_eq!(host("http://a.example/x", &both).unwrap().unwrap(), "plain:2");
        assert_eq!(host("https://a.example/x", &both[2..]).unwrap().unwrap(), "all:3");
        assert_eq!(host("https://a.example/x", &[("https_proxy", " "), ("HTTPS_PROXY", "http://capital:4")]).unwrap().unwrap(), "capital:4");
        assert_eq!(host("https://a.example/x", &[("http_proxy", "http://plain:2")]).unwrap(), None);
        assert_eq!(host("https://a.example/x", &[]).unwrap(), None);
    }

    #[test]
    fn exceptions_count_with_their_subdomains() {
        for (exceptions, is_direct) in [
            ("a.example", true),
            ("example", true),
            (".example", true),
            ("*.example", true),
            ("other, A.EXAMPLE", true),
            ("*", true),
            ("ample", false),
            ("b.a.example", false),
            (",", false),
        ] {
            let found = host("http://a.example/x", &[("http_proxy", "http://plain:2"), ("no_proxy", exceptions)]).unwrap();
            assert_eq!(found.is_none(), is_direct, "{exceptions}");
        }
        assert_eq!(host("http://[::1]:80/x", &[("http_proxy", "http://plain:2"), ("NO_PROXY", "::1")]).unwrap(), None);
    }

    #[test]
    fn wrong_proxy_is_named_without_its_value() {
        let error = host("https://a.example/x", &[("HTTPS_PROXY", "gopher://me:secret@proxy")]).unwrap_err().to_string();
        assert!(error.contains("HTTPS_PROXY") && !error.contains("secret"), "{error}");
    }
}
