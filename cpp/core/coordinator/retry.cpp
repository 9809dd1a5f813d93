// Failures of the network: ask again later, have the URL signed again, or give up.
#include <algorithm>
#include <utility>

#include "core/coordinator/backoff.h"
#include "core/coordinator/impl.h"

namespace ppc {
namespace {

bool passes_by_itself(Failure why) {
  return why == Failure::kUnreachable || why == Failure::kTimeout || why == Failure::kServer;
}

}  // namespace

void Coordinator::Impl::describe_failed(const Batch& batch, Failure why, Millis retry_after) {
  std::vector<Lookup*> lookups;
  for (const Batch::Member& member : batch.members) {
    if (Lookup* const lookup = asked_in(batch, member.slot)) lookups.push_back(lookup);
  }
  retry_together(lookups, why, retry_after);
}

// What failed in one call is tried again in one call: the lookups share one delay, that of the one that has
// failed most often.
void Coordinator::Impl::retry_together(std::span<Lookup* const> lookups, Failure why, Millis retry_after) {
  monitor_.record_error(Layer::kNetwork);
  std::vector<Lookup*> again;
  for (Lookup* const lookup : lookups) {
    if (may_retry(*lookup, why)) {
      again.push_back(lookup);
    } else {
      fail(*lookup, why);
    }
  }
  if (again.empty()) return;
  monitor_.count(Counter::kRetries);
  std::uint32_t failures = 0;
  for (const Lookup* const lookup : again) failures = std::max(failures, lookup->failures);
  const Millis due = now_ + retry_delay(failures, retry_after);
  for (Lookup* const lookup : again) retry_at(*lookup, due);
}

Millis Coordinator::Impl::retry_delay(std::uint32_t failures, Millis retry_after) {
  const Backoff backoff{options_.backoff_base, options_.backoff_cap};
  return backoff_delay(failures, retry_after, backoff, ports_.random->next());
}

void Coordinator::Impl::download_failed(Lookup& lookup, Failure why) {
  arm(lookup, kNever);
  monitor_.record_error(Layer::kNetwork);
  if (why == Failure::kForbidden || why == Failure::kOutdated) return ask_again(lookup, why);
  retry_or_fail(lookup, why);
}

void Coordinator::Impl::retry_or_fail(Lookup& lookup, Failure why) {
  if (!may_retry(lookup, why)) return fail(lookup, why);
  monitor_.count(Counter::kRetries);
  retry_at(lookup, now_ + retry_delay(lookup.failures, 0));
}

// Counts the failure. A bad answer is worth one more attempt, what passes by itself as many as the options
// say.
bool Coordinator::Impl::may_retry(Lookup& lookup, Failure why) const {
  ++lookup.failures;
  if (why == Failure::kBadAnswer) return !std::exchange(lookup.bad_answer, true);
  return passes_by_itself(why) && lookup.failures < options_.attempts;
}

void Coordinator::Impl::retry_at(Lookup& lookup, Millis due) {
  lookup.phase = Phase::kBackoff;
  arm(lookup, due);
}

// A download is repeated as long as its URL may be used, otherwise the backend is asked anew.
void Coordinator::Impl::try_again(Lookup& lookup) {
  arm(lookup, kNever);
  const Millis server_now = clock_.to_server(now_);
  if (lookup.named && server_now < url_usable_until(lookup.named->fetched_at, lookup.named->record.expires_at,
                                                    options_.lifetimes)) {
    return send_download(lookup);
  }
  lookup.named.reset();
  enqueue(lookup, Layer::kNetwork);
}

// The store refused the URL, or holds another version than the backend named: both may be cured by asking the
// backend once more. Leaves with the next flush, so that many refused in one tick are one call.
void Coordinator::Impl::ask_again(Lookup& lookup, Failure why) {
  if (std::exchange(lookup.asked_again, true)) return fail(lookup, why);
  monitor_.count(Counter::kRetries);
  lookup.fresh = true;
  lookup.named.reset();
  enqueue(lookup, Layer::kNetwork);
}

void Coordinator::Impl::fail(Lookup& lookup, Failure why) {
  const Slot slot = lookup.slot;
  finish(lookup);
  store_.dispatch(slot, FetchFailed{why});
}

}  // namespace ppc
