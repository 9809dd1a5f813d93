// Answers of the backend: which version a picture has and where its bytes are.
#include <algorithm>
#include <utility>

#include "core/coordinator/impl.h"

namespace ppc {
namespace {

// The answer's parts by user id, for one walk over the batch.
class AnswerIndex {
 public:
  explicit AnswerIndex(const BatchAnswer& answer) {
    for (const PictureRecord& record : answer.pictures) pictures_.push_back({record.user_id, &record});
    for (const std::string& user_id : answer.missing) pictures_.push_back({user_id, nullptr});
    std::stable_sort(pictures_.begin(), pictures_.end(), before);
  }
  struct Entry {
    std::string_view user_id;
    const PictureRecord* record;  // null: missing
  };
  /// Null when the answer does not mention the user.
  const Entry* find(std::string_view user_id) const {
    const Entry wanted{user_id, nullptr};
    const auto found = std::lower_bound(pictures_.begin(), pictures_.end(), wanted, before);
    return found == pictures_.end() || found->user_id != user_id ? nullptr : &*found;
  }

 private:
  static bool before(const Entry& left, const Entry& right) { return left.user_id < right.user_id; }
  std::vector<Entry> pictures_;
};

}  // namespace

void Coordinator::Impl::handle_described(BatchId id, std::string_view body) {
  const std::optional<Batch> batch = take_batch(id, Layer::kNetwork);
  if (!batch) return;
  std::optional<BatchAnswer> answer = parse_batch_answer(body);
  if (!answer) return describe_failed(*batch, Failure::kBadAnswer, 0);
  clock_.observe(answer->server_time, batch->asked_at, now_);
  answer->server_time = answered_at(answer->server_time, batch->asked_at);
  const std::vector<std::string_view> gone = take_answer(*batch, *answer);
  if (!gone.empty()) write_back_.remove(gone, batch->asked_at, answer->server_time);
}

// No answer is of a time before it was asked for, whatever the estimate of the two clocks makes of it: the
// picture would seem to be older than an invalidation that came first, and be refused. Nor is one asked for
// later than now: the clock was set back meanwhile.
Millis Coordinator::Impl::answered_at(Millis server_time, Millis asked_at) const {
  return std::max(server_time, clock_.to_server(std::min(asked_at, now_)));
}

// Each lookup goes its way, those that the answer does not mention as well. Returns who has no picture.
std::vector<std::string_view> Coordinator::Impl::take_answer(const Batch& batch, const BatchAnswer& answer) {
  const AnswerIndex index(answer);
  std::vector<std::string_view> gone;
  std::vector<Lookup*> unmentioned;
  for (const Batch::Member& member : batch.members) {
    Lookup* const lookup = asked_in(batch, member.slot);
    if (lookup == nullptr) continue;
    const AnswerIndex::Entry* const entry = index.find(store_.user_id(member.slot));
    if (entry == nullptr) {
      unmentioned.push_back(lookup);
    } else if (entry->record != nullptr) {
      take_description(*lookup, *entry->record, answer.server_time);
    } else {
      gone.push_back(store_.user_id(member.slot));
      take_missing(*lookup, answer.server_time);
    }
  }
  if (!unmentioned.empty()) retry_together(unmentioned, Failure::kBadAnswer, 0);
  return gone;
}

void Coordinator::Impl::handle_describe_failed(BatchId id, Failure why, Millis retry_after) {
  if (const std::optional<Batch> batch = take_batch(id, Layer::kNetwork)) {
    describe_failed(*batch, why, retry_after);
  }
}

void Coordinator::Impl::take_description(Lookup& lookup, const PictureRecord& record, Millis server_time) {
  const Picture& picture = store_.picture(lookup.slot);
  const bool held = picture.status == Status::kReady && picture.bytes_held && !state(lookup.slot).invalidated;
  if (held && picture.version == record.version) return renew(lookup, record, server_time);
  download(lookup, {record, server_time});
}

void Coordinator::Impl::renew(Lookup& lookup, const PictureRecord& record, Millis server_time) {
  const Slot slot = lookup.slot;
  store_.dispatch(slot, RecordRenewed{record.url, server_time, checked_until(server_time)});
  keep_everywhere(slot, {record, server_time}, lookup.asked_at);
  answer_waiters(lookup, Layer::kNetwork);
  finish(lookup);
}

void Coordinator::Impl::take_missing(Lookup& lookup, Millis server_time) {
  const Slot slot = lookup.slot;
  const Millis asked_at = lookup.asked_at;
  monitor_.count(Counter::kMissing);
  store_.dispatch(slot, PictureMissing{clock_.to_client(server_time + options_.lifetimes.missing)});
  state(slot).invalidated = false;
  local_.put_missing(store_.user_id(slot), server_time, asked_at, now_);
  answer_waiters(lookup, Layer::kNetwork);
  finish(lookup);
}

}  // namespace ppc
