// The least that a Beast server can do: it parses a request's header and sends one and the same answer. No
// routes, limits, deadlines, log or metrics. What our server does for a cached lookup is measured against it.
//
//   bare_beast FILE     the answer's bytes, header included; the first line of output says where it listens
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/parser.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;

constexpr std::size_t kBufferSize = 8192;
constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

Task<void> serve(Socket socket, const std::string& answer) {
  socket.set_option(asio::ip::tcp::no_delay(true));
  boost::beast::flat_static_buffer<kBufferSize> buffer;
  for (;;) {
    http::request_parser<http::empty_body> parser;
    while (!parser.is_header_done()) {
      if (buffer.size() == 0) {
        const auto [error, size] = co_await socket.async_read_some(buffer.prepare(kBufferSize), kToken);
        if (error) co_return;
        buffer.commit(size);
      }
      boost::beast::error_code code;
      buffer.consume(parser.put(buffer.data(), code));
      if (code && code != http::error::need_more) co_return;
    }
    const auto [error, sent] = co_await asio::async_write(socket, asio::buffer(answer), kToken);
    if (error) co_return;
  }
}

Task<void> accept(asio::basic_socket_acceptor<asio::ip::tcp, Executor>& acceptor, const std::string& answer) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kToken);
    if (error) continue;
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(std::move(socket), answer), asio::detached);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string answer{std::istreambuf_iterator<char>(file), {}};
  asio::io_context loop(1);
  asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor(loop,
                                                                {asio::ip::make_address("127.0.0.1"), 0});
  asio::co_spawn(loop, accept(acceptor, answer), asio::detached);
  std::cout << R"({"port":)" << acceptor.local_endpoint().port() << '}' << std::endl;
  loop.run();
}
