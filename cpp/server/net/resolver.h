// Finds the addresses of a host without letting anybody wait for somebody else's name.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/base/result.h"
#include "server/base/task.h"

namespace ppc::server::net {

using IpAddresses = std::vector<boost::asio::ip::address>;

/// May be used by several threads. The system's resolver cannot be interrupted: each name is asked for on a
/// thread of its own, once for all who want it meanwhile, and whoever has waited long enough goes on without.
class Resolver {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  /// Blocks until the answer is there.
  using Ask = std::function<Result<IpAddresses>(const std::string& host)>;

  explicit Resolver(Ask ask);
  /// Asks the system. Lives until the process ends, as the threads do.
  static Resolver& of_system();

  /// At least one address, an IP address at once; kUnavailable without an answer before the deadline.
  Task<Result<IpAddresses>> resolve(std::string host, TimePoint deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace ppc::server::net
