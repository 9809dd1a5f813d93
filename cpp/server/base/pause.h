// Waiting for a while on the event loop.
#pragma once

#include <boost/asio/this_coro.hpp>

#include "server/base/event.h"

namespace ppc::server {

inline Task<void> pause_for(Event::Clock::duration time) {
  Event never(co_await boost::asio::this_coro::executor);
  co_await never.wait_for(time);
}

}  // namespace ppc::server
