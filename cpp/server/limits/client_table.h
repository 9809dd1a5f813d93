// What is remembered of each client: bounded, and least recently used first to go.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/limits/token_bucket.h"

namespace ppc::server {

struct ClientState {
  std::string client;
  TokenBucket bucket;      // this server's own
  int leased = 0;          // tokens borrowed and not yet used
  Nanos lease_ends = 0;    // unused tokens are forgotten then
  Nanos denied_until = 0;  // the shared bucket was empty: not asked again before

  /// Then it is as good as a client never seen.
  bool forgettable(Nanos now) const {
    return bucket.full_at <= now && denied_until <= now && (leased == 0 || lease_ends <= now);
  }
};

/// Not thread-safe.
class ClientTable {
 public:
  explicit ClientTable(std::size_t capacity) : capacity_(capacity) {}

  /// The client's state, made when there is none. Valid until the next call. When the table is full, the
  /// client that has been quiet for longest is forgotten: its bucket is the one that is most nearly full
  /// again.
  ClientState& of(std::string_view client, Nanos now);
  std::size_t size() const { return by_name_.size(); }

 private:
  void forget_oldest();

  std::size_t capacity_;
  std::list<ClientState> by_age_;  // the oldest last
  std::unordered_map<std::string_view, std::list<ClientState>::iterator> by_name_;
};

}  // namespace ppc::server
