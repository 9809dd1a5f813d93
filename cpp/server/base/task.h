// The coroutine type of every operation that may wait. All of them run on the event loop that the connection
// belongs to: HTTP, the URL cache and the object store share it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace ppc::server {

/// The concrete executor keeps Asio from wrapping every operation in a type-erased one.
using Executor = boost::asio::io_context::executor_type;

template <class T>
using Task = boost::asio::awaitable<T, Executor>;

}  // namespace ppc::server
