#include "server/net/tls.h"

namespace ppc::server::net {

namespace ssl = boost::asio::ssl;

Result<TlsContext> make_tls_context(const std::string& ca_file, std::string_view setting) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  context->set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context->set_verify_mode(ssl::verify_peer);
  boost::system::error_code code;
  if (ca_file.empty()) {
    context->set_default_verify_paths(code);
    if (code)
      return Error{ErrorKind::kInvalid, "the system's TLS authorities cannot be read: " + code.message()};
    return context;
  }
  context->load_verify_file(ca_file, code);
  if (code) {
    return Error{ErrorKind::kInvalid, std::string(setting) + ": " + ca_file +
                                          " must hold certificates in PEM form: " + code.message()};
  }
  return context;
}

}  // namespace ppc::server::net
