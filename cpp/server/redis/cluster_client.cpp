#include "server/redis/cluster_client.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "server/base/log.h"
#include "server/base/parallel.h"

namespace ppc::server::redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMaxRedirections = 4;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
/// Failures and redirections ask for the slots again, but not more often than this.
constexpr std::chrono::milliseconds kRefreshPause{100};

Error nobody() { return {ErrorKind::kUnavailable, "no node of the Redis Cluster serves this key now"}; }

Command asking() {
  Command command;
  command.arguments.emplace_back("ASKING");
  return command;
}

/// Why an answer to CLUSTER SLOTS is none.
std::string what_is_wrong(const Reply& reply, const net::Address& address) {
  std::string text = address.text() + " says nothing of slots: ";
  text += reply.is_error() ? reply.text : "none is served";
  if (reply.is_error("NOPERM")) return text + "; the user that --redis names needs the rule +cluster|slots";
  if (reply.is_error("ERR")) return text + "; if it is a single Redis, --redis must begin with redis://";
  return text;
}

}  // namespace

Task<Replies> ClusterClient::run(Commands commands) {
  const auto self = shared_from_this();
  const auto deadline = Clock::now() + settings_.command_timeout;
  if (slots_.empty()) co_await learn_slots(deadline);
  Progress progress{deadline, std::move(commands), {}, {}};
  progress.replies.assign(progress.commands.size(), Result<Reply>(nobody()));
  progress.asked.resize(progress.commands.size());
  Groups groups = first_groups(progress);
  for (int round = 0; round <= kMaxRedirections && !groups.empty(); ++round) {
    const auto places = co_await run_round(std::move(groups), progress);
    groups = redirected(places, progress);
  }
  co_return std::move(progress.replies);
}

const net::Address* ClusterClient::master_for(const Command& command) const {
  if (!command.key.empty()) return slots_.master_of(slot_of(command.key));
  for (const auto& master : slots_.masters()) {
    const auto node = nodes_.find(master);
    if (node != nodes_.end() && node->second->state() == BreakerState::kClosed) return &node->first;
  }
  return slots_.master_of(0);
}

ClusterClient::Groups ClusterClient::first_groups(Progress& progress) {
  Groups groups;
  for (std::size_t place = 0; place < progress.commands.size(); ++place) {
    const net::Address* master = master_for(progress.commands[place]);
    if (master == nullptr) {
      refresh_soon();
      continue;
    }
    Group& group = groups[{*master, false}];
    group.address = *master;
    group.commands.push_back(progress.commands[place]);
    group.places.push_back(place);
  }
  return groups;
}

Task<std::vector<std::size_t>> ClusterClient::run_round(Groups groups, Progress& progress) {
  std::vector<Task<Replies>> tasks;
  for (const auto& [node, group] : groups) tasks.push_back(run_group(group, progress.deadline));
  auto answers = co_await run_all(std::move(tasks));
  std::vector<std::size_t> places;
  std::size_t index = 0;
  for (const auto& [node, group] : groups) {
    Replies& replies = answers[index++];
    for (std::size_t i = 0; i < group.places.size(); ++i) {
      const std::size_t place = group.places[i];
      if (place == kNowhere) continue;
      progress.replies[place] = std::move(replies[i]);
      progress.asked[place] = group.address;
      places.push_back(place);
    }
  }
  co_return std::move(places);
}

Task<Replies> ClusterClient::run_group(const Group& group, Node::TimePoint deadline) {
  const auto node = node_at(group.address);
  co_return co_await node->run(group.commands, deadline);
}

ClusterClient::Groups ClusterClient::redirected(const std::vector<std::size_t>& places,
                                                const Progress& progress) {
  Groups groups;
  for (const std::size_t place : places) {
    const Result<Reply>& reply = progress.replies[place];
    if (!reply.ok() || reply.value().is_error("CLUSTERDOWN")) refresh_soon();
    if (!reply.ok()) continue;
    const auto redirection = redirection_of(reply.value(), progress.asked[place]);
    if (!redirection) continue;
    if (redirection->moved) {
      slots_.move(redirection->slot, redirection->address);
      refresh_soon();
    }
    Group& group = groups[{redirection->address, !redirection->moved}];
    group.address = redirection->address;
    if (!redirection->moved) {
      group.commands.push_back(asking());
      group.places.push_back(kNowhere);
    }
    group.commands.push_back(progress.commands[place]);
    group.places.push_back(place);
  }
  return groups;
}

std::shared_ptr<Node> ClusterClient::node_at(const net::Address& address) {
  auto& node = nodes_[address];
  if (!node) {
    const auto here = [address]() -> Task<Result<net::Address>> { co_return address; };
    node = std::make_shared<Node>(executor_, settings_, here);
    if (closed_) node->close();
  }
  return node;
}

Task<void> ClusterClient::learn_slots(Node::TimePoint deadline) {
  refresh_soon();
  if (!refreshing_) co_return;
  const auto learnt = std::make_shared<Event>(executor_);
  learners_.push_back(learnt);
  co_await learnt->wait_for(deadline - Clock::now());
}

Task<void> ClusterClient::refresh() {
  auto candidates = slots_.masters();
  candidates.insert(candidates.end(), settings_.addresses.begin(), settings_.addresses.end());
  for (const auto& address : candidates) {
    if (co_await read_slots_from(address)) break;
  }
  close_strangers();
  refreshed_at_ = Clock::now();
  refreshing_ = false;
  for (const auto& learner : std::exchange(learners_, {})) learner->set();
}

Task<bool> ClusterClient::read_slots_from(net::Address address) {
  const auto node = node_at(address);
  Commands commands(1);
  for (const char* word : {"CLUSTER", "SLOTS"}) commands.front().arguments.emplace_back(word);
  const auto replies = co_await node->run(std::move(commands));
  const auto& reply = replies.front();
  if (!reply.ok()) co_return false;
  const bool learnt = slots_.read(reply.value(), address);
  tell_once(learnt ? "" : what_is_wrong(reply.value(), address));
  co_return learnt;
}

void ClusterClient::tell_once(std::string problem) {
  if (problem == told_) return;
  if (!problem.empty()) log::warning("redis: " + problem);
  told_ = std::move(problem);
}

void ClusterClient::refresh_soon() {
  if (closed_ || refreshing_ || Clock::now() - refreshed_at_ < kRefreshPause) return;
  refreshing_ = true;
  const auto self = shared_from_this();
  boost::asio::co_spawn(
      executor_, [self] { return self->refresh(); },
      [self](const std::exception_ptr& failure) {
        if (failure) log::error("redis: learning the cluster's slots ended with an unexpected exception");
      });
}

/// Nodes that keep no slots any more, and seeds that never did.
void ClusterClient::close_strangers() {
  const auto masters = slots_.masters();
  if (masters.empty()) return;
  std::erase_if(nodes_, [&](const auto& entry) {
    const bool stays = std::find(masters.begin(), masters.end(), entry.first) != masters.end();
    if (!stays) entry.second->close();
    return !stays;
  });
}

BreakerCounts ClusterClient::breakers() const {
  BreakerCounts counts;
  for (const auto& [address, node] : nodes_) count(node->state(), counts);
  return counts;
}

Task<Result<std::shared_ptr<Connection>>> ClusterClient::open_connection() {
  const auto self = shared_from_this();
  if (slots_.empty()) co_await learn_slots(Clock::now() + settings_.connect_timeout);
  auto candidates = slots_.masters();
  candidates.insert(candidates.end(), settings_.addresses.begin(), settings_.addresses.end());
  Error last = nobody();
  for (const auto& address : candidates) {
    auto connection = co_await Connection::open(executor_, address, settings_.tls, login_of(settings_),
                                                settings_.connect_timeout);
    if (connection.ok()) co_return connection;
    last = connection.error();
  }
  co_return last;
}

void ClusterClient::close() {
  closed_ = true;
  for (const auto& [address, node] : nodes_) node->close();
}

}  // namespace ppc::server::redis
