// One client connection: reads requests, asks the application, writes answers, keeps the deadlines.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "server/base/task.h"
#include "server/http/application.h"
#include "server/http/connection_set.h"
#include "server/http/limits.h"

namespace ppc::server {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

enum class Welcome { kServe, kTooMany };

/// What a connection over the limit is told.
BadRequest too_many_connections();

/// Serves until the client, a deadline or `connections` ends it. Everything must outlive the event loop. With
/// kTooMany its first request is answered 503, and it is closed.
void serve_connection(Socket socket, Application& application, ConnectionSet& connections,
                      const HttpLimits& limits, Welcome welcome);

}  // namespace ppc::server
