//! Whom to trust over TLS: the authorities that this machine trusts, a company's own too, over HTTPS as over WebSocket.

use std::sync::Arc;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Trusts what this machine trusts, or `SSL_CERT_FILE` says; where it knows nobody, the authorities that come with us.
pub(super) fn trusted() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs();
    let certificates: Vec<_> = found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    let roots = match certificates.is_empty() {
        true => RootCerts::WebPki,
        false => RootCerts::Specific(Arc::new(certificates)),
    };
    TlsConfig::builder().root_certs(roots).build()
}
