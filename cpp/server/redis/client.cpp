#include "server/redis/client.h"

#include "server/redis/cluster_client.h"
#include "server/redis/node_client.h"
#include "server/redis/sentinel.h"

namespace ppc::server::redis {
namespace {

Locate locate_at(net::Address address) {
  return [address = std::move(address)]() -> Task<Result<net::Address>> { co_return address; };
}

}  // namespace

void count(BreakerState state, BreakerCounts& counts) {
  if (state == BreakerState::kClosed) ++counts.closed;
  if (state == BreakerState::kHalfOpen) ++counts.half_open;
  if (state == BreakerState::kOpen) ++counts.open;
}

BreakerCounts NodeClient::breakers() const {
  BreakerCounts counts;
  count(node_->state(), counts);
  return counts;
}

Task<Result<std::shared_ptr<Connection>>> NodeClient::open_connection() {
  auto address = co_await locate_();
  if (!address.ok()) co_return address.error();
  co_return co_await Connection::open(executor_, address.value(), settings_.tls, login_of(settings_),
                                      settings_.connect_timeout);
}

std::shared_ptr<Client> make_client(const Executor& executor, const Settings& settings) {
  switch (settings.topology) {
    case Topology::kCluster:
      return std::make_shared<ClusterClient>(executor, settings);
    case Topology::kSentinel:
      return std::make_shared<NodeClient>(executor, settings, locate_by_sentinels(executor, settings));
    case Topology::kSingle:
      break;
  }
  return std::make_shared<NodeClient>(executor, settings, locate_at(settings.addresses.front()));
}

}  // namespace ppc::server::redis
