// Tokens whose signature was found right lately: checking one takes tens of microseconds and more, this takes
// less than one.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "server/auth/claims.h"
#include "server/auth/keys.h"
#include "server/base/crypto.h"

namespace ppc::server {

/// May be used by several threads at once. Bounded: a token may push out another one, which is then checked
/// again. The digest is of the whole token, signature included.
class VerifiedTokens {
 public:
  struct Entry {
    std::shared_ptr<const Keys> keys;  // with these it was checked, and with no others is it right
    std::shared_ptr<const Claims> claims;
  };

  /// `capacity` is a power of two.
  explicit VerifiedTokens(std::size_t capacity = 4096) : slots_(capacity) {}

  /// Null when it is not known. Its times are still to be checked.
  std::shared_ptr<const Claims> find(const Digest& token, const std::shared_ptr<const Keys>& keys);
  void add(const Digest& token, Entry entry);

 private:
  struct Slot {
    Digest token{};
    Entry entry;
  };
  static constexpr std::size_t kLocks = 16;

  std::size_t index_of(const Digest& token) const {
    return (token[0] | std::size_t{token[1]} << 8 | std::size_t{token[2]} << 16) & (slots_.size() - 1);
  }

  std::array<std::mutex, kLocks> locks_;  // of the slots whose index has that remainder
  std::vector<Slot> slots_;
};

}  // namespace ppc::server
