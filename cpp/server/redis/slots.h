// Which node of a Redis Cluster keeps a key.
// Source: Redis, "Redis cluster specification", sections "Key distribution model" and "Hash tags".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "server/net/stream.h"
#include "server/redis/reply.h"

namespace ppc::server::redis {

inline constexpr std::uint16_t kSlots = 16384;

/// CRC-16/XMODEM of the key, or of what stands between its first '{' and the next '}', modulo the slots.
std::uint16_t slot_of(std::string_view key);

/// A redirection such as "MOVED 3999 127.0.0.1:6381" or "ASK 3999 127.0.0.1:6381".
struct Redirection {
  bool moved = false;  // for good; else only this once
  std::uint16_t slot = 0;
  net::Address address;
};
/// Nothing for any other reply. An empty host stands for the node that answered.
std::optional<Redirection> redirection_of(const Reply& reply, const net::Address& answered);

/// Slot by slot, the master. Starts empty.
class SlotMap {
 public:
  /// From the reply to CLUSTER SLOTS; false, without a change, when it is not one. `answered` stands for an
  /// empty host.
  bool read(const Reply& reply, const net::Address& answered);
  void move(std::uint16_t slot, const net::Address& master);
  /// Nothing for a slot that nobody serves.
  const net::Address* master_of(std::uint16_t slot) const;
  /// Each once.
  std::vector<net::Address> masters() const;
  bool empty() const { return masters_.empty(); }

 private:
  std::uint16_t index_of(const net::Address& master);

  static constexpr std::uint16_t kNobody = 0xFFFF;
  std::vector<net::Address> masters_;
  std::array<std::uint16_t, kSlots> index_of_slot_ = filled_with_nobody();

  static std::array<std::uint16_t, kSlots> filled_with_nobody();
};

}  // namespace ppc::server::redis
