#include "server/net/stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/net/deadline.h"
#include "server/net/resolver.h"

namespace ppc::server::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, Executor>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

bool is_ip_address(const std::string& host) {
  boost::system::error_code code;
  asio::ip::make_address(host, code);
  return !code;
}

Error untrusted(const Address& address, long verdict) {
  std::string message = "the certificate of " + address.text() + " is not trusted: ";
  // What Asio's check of the name leaves.
  if (verdict == X509_V_ERR_UNSPECIFIED) return {ErrorKind::kUnavailable, message + "it is for another name"};
  message.append(X509_verify_cert_error_string(verdict));
  return {ErrorKind::kUnavailable,
          message +
              "; the authority that signed it must be in the CA file, if one is set, "
              "or among the system's"};
}

Socket& socket_of(Socket& socket) { return socket; }
Socket& socket_of(asio::ssl::stream<Socket>& secured) { return secured.next_layer(); }

/// `Transport` is a socket or a socket within TLS.
template <class Transport>
class TransportStream final : public Stream {
 public:
  template <class... Arguments>
  explicit TransportStream(Address address, Arguments&&... arguments)
      : address_(std::move(address)),
        transport_(std::forward<Arguments>(arguments)...),
        deadline_(std::make_shared<Deadline>(transport_.get_executor(), [this] {
          expired_ = true;
          close_socket();
        })) {}
  ~TransportStream() override { deadline_->close(); }

  Task<Result<std::size_t>> read_some(asio::mutable_buffer into) override {
    const auto [code, size] = co_await transport_.async_read_some(into, kToken);
    if (code) co_return failed("reading from", code);
    co_return size;
  }

  Task<Result<Done>> write(std::string_view bytes) override {
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    const auto [code, size] = co_await asio::async_write(transport_, buffer, kToken);
    if (code) co_return failed("writing to", code);
    co_return Done{};
  }

  void set_deadline(Duration from_now) override { deadline_->set(from_now); }
  void clear_deadline() override { deadline_->clear(); }
  void close() override {
    deadline_->close();
    close_socket();
  }
  bool is_open() const override { return open_; }

  Transport& transport() { return transport_; }

  Task<Result<Done>> connect(Deadline::Clock::time_point end) {
    const auto found = co_await Resolver::of_system().resolve(address_.host, end);
    if (!found.ok()) co_return failed("resolving", found.error().message);
    boost::system::error_code last = asio::error::host_not_found;
    for (const auto& ip : found.value()) {
      if (expired_) break;
      boost::system::error_code ignored;
      socket_of(transport_).close(ignored);
      const auto [code] =
          co_await socket_of(transport_).async_connect(tcp::endpoint(ip, address_.port), kToken);
      last = code;
      if (!code) break;
    }
    if (last) co_return failed("connecting to", last);
    socket_of(transport_).set_option(tcp::no_delay(true), last);
    open_ = true;
    co_return Done{};
  }

  Task<Result<Done>> shake_hands() {
    const auto [code] = co_await transport_.async_handshake(asio::ssl::stream_base::client, kToken);
    if (!code) co_return Done{};
    const long verdict = SSL_get_verify_result(transport_.native_handle());
    if (verdict == X509_V_OK || expired_) co_return failed("starting TLS with", code);
    close_socket();
    co_return untrusted(address_, verdict);
  }

 private:
  void close_socket() {
    open_ = false;
    boost::system::error_code ignored;
    socket_of(transport_).close(ignored);
  }

  Error failed(std::string_view doing, const boost::system::error_code& code) {
    return failed(doing, expired_ ? "no answer in time" : code.message());
  }
  Error failed(std::string_view doing, const std::string& why) {
    close_socket();
    std::string message(doing);
    return {ErrorKind::kUnavailable, message.append(1, ' ').append(address_.text()) + ": " + why};
  }

  Address address_;
  Transport transport_;
  std::shared_ptr<Deadline> deadline_;
  bool expired_ = false;
  bool open_ = false;
};

using Plain = TransportStream<Socket>;
using Secured = TransportStream<asio::ssl::stream<Socket>>;

/// The certificate must be for this host; a name is also sent along, for servers with several certificates.
void expect_host(asio::ssl::stream<Socket>& transport, const std::string& host) {
  boost::system::error_code ignored;
  transport.set_verify_callback(asio::ssl::host_name_verification(host), ignored);
  if (!is_ip_address(host)) SSL_set_tlsext_host_name(transport.native_handle(), host.c_str());
}

}  // namespace

std::string Address::text() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  std::string text = is_v6 ? '[' + host + ']' : host;
  return text.append(1, ':').append(std::to_string(port));
}

Task<Result<std::shared_ptr<Stream>>> Stream::open(Executor executor, Address address, TlsContext tls,
                                                   Duration timeout) {
  const auto end = Deadline::Clock::now() + timeout;
  if (!tls) {
    auto plain = std::make_shared<Plain>(address, executor);
    plain->set_deadline(timeout);
    const auto connected = co_await plain->connect(end);
    if (!connected.ok()) co_return connected.error();
    plain->clear_deadline();
    co_return std::shared_ptr<Stream>(std::move(plain));
  }
  auto secured = std::make_shared<Secured>(address, executor, *tls);
  expect_host(secured->transport(), address.host);
  secured->set_deadline(timeout);
  const auto connected = co_await secured->connect(end);
  if (!connected.ok()) co_return connected.error();
  const auto secret = co_await secured->shake_hands();
  if (!secret.ok()) co_return secret.error();
  secured->clear_deadline();
  co_return std::shared_ptr<Stream>(std::move(secured));
}

}  // namespace ppc::server::net
