#include "server/auth/verified_tokens.h"

namespace ppc::server {

std::shared_ptr<const Claims> VerifiedTokens::find(const Digest& token,
                                                   const std::shared_ptr<const Keys>& keys) {
  const std::size_t index = index_of(token);
  const std::lock_guard lock(locks_[index % kLocks]);
  const Slot& slot = slots_[index];
  if (slot.token != token || slot.entry.keys != keys) return nullptr;
  return slot.entry.claims;
}

void VerifiedTokens::add(const Digest& token, Entry entry) {
  const std::size_t index = index_of(token);
  const std::lock_guard lock(locks_[index % kLocks]);
  slots_[index] = {token, std::move(entry)};
}

}  // namespace ppc::server
