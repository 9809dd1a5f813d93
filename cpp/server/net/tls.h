// TLS as a client: which servers are believed.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "server/base/result.h"

namespace ppc::server::net {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// TLS 1.2 or newer; a server must show a certificate for its name that `ca_file` (PEM) vouches for, or, when
/// that is empty, the system's own authorities. kInvalid when the file holds no certificates; `setting` names
/// it there.
Result<TlsContext> make_tls_context(const std::string& ca_file, std::string_view setting);

}  // namespace ppc::server::net
