// A Redis Cluster: each command goes to the node that keeps its key.
// Source: Redis, "Redis cluster specification", section "Redirection and resharding".
#pragma once

#include <map>
#include <memory>

#include "server/redis/client.h"
#include "server/redis/node.h"
#include "server/redis/slots.h"

namespace ppc::server::redis {

/// Always owned by a shared_ptr.
class ClusterClient final : public Client, public std::enable_shared_from_this<ClusterClient> {
 public:
  ClusterClient(Executor executor, const Settings& settings)
      : executor_(std::move(executor)), settings_(settings) {}

  Task<Replies> run(Commands commands) override;
  BreakerCounts breakers() const override;
  Task<Result<std::shared_ptr<Connection>>> open_connection() override;
  void close() override;

 private:
  /// Commands for one node and their places among all.
  struct Group {
    net::Address address;
    Commands commands;
    std::vector<std::size_t> places;  // kNowhere for what we put in ourselves
  };
  /// What run() has so far.
  struct Progress {
    Node::TimePoint deadline;
    Commands commands;
    Replies replies;
    std::vector<net::Address> asked;
  };
  using Groups =
      std::map<std::pair<net::Address, bool>, Group>;  // by node, and whether it must be told ASKING

  Groups first_groups(Progress& progress);
  Task<std::vector<std::size_t>> run_round(Groups groups, Progress& progress);
  Task<Replies> run_group(const Group& group, Node::TimePoint deadline);
  /// Those of `places` that must be sent again, to another node.
  Groups redirected(const std::vector<std::size_t>& places, const Progress& progress);
  const net::Address* master_for(const Command& command) const;

  std::shared_ptr<Node> node_at(const net::Address& address);
  /// Learns who serves which slot.
  Task<void> refresh();
  /// Waits until the question that is under way, or is due, has an answer.
  Task<void> learn_slots(Node::TimePoint deadline);
  void tell_once(std::string problem);
  Task<bool> read_slots_from(net::Address address);
  void refresh_soon();
  void close_strangers();

  Executor executor_;
  Settings settings_;
  SlotMap slots_;
  std::map<net::Address, std::shared_ptr<Node>> nodes_;
  bool refreshing_ = false;
  std::vector<std::shared_ptr<Event>> learners_;  // one for each that waits: each has its own deadline
  std::string told_;                              // the last problem that the log has
  std::chrono::steady_clock::time_point refreshed_at_{};
  bool closed_ = false;
};

}  // namespace ppc::server::redis
