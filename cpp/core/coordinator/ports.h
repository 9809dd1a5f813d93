// What the coordinator asks of the outside: one port per layer. A port starts work and returns at once
// (L1 alone answers in the call); its outcome comes back as a handle_*() call on the coordinator.
// A port must carry out store, remove and clear in the order in which it was asked.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/records/local_record.h"

namespace ppc {

/// A picture as asked of a layer. The views live as long as the call.
struct PictureRef {
  Slot slot;
  Generation generation;
  std::string_view user_id;
  Variant variant;
};

/// A picture to be kept. The host holds the bytes of (slot, generation). A layer refuses it when its
/// user was invalidated after `asked_at` (by this tab or another).
struct KeepRequest {
  PictureRef picture;
  std::string_view version;
  std::string_view content_type;
  Millis fetched_at;  // server clock
  Millis asked_at;    // client clock: when the answer that named this version was asked for
};

/// What L1 holds of a user.
struct StoredRecord {
  std::optional<LocalRecord> record;  // nothing: what stands there is no record
  std::uint32_t bytes = 0;  // of key and value, two for each UTF-16 unit, as browsers count; 0: none
};

struct StoredUser {
  std::string user_id;
  std::uint32_t bytes;
};

/// L1, of the signed-in account. Never throws; a blocked storage reads nothing and refuses every write. The
/// record of the empty user id is the account's own: it says when everything was dropped.
class LocalStoragePort {
 public:
  virtual ~LocalStoragePort() = default;
  virtual StoredRecord read(std::string_view user_id) = 0;
  /// The bytes it takes now; 0 when refused (quota, blocked).
  virtual std::uint32_t write(std::string_view user_id, const LocalRecord& record) = 0;
  virtual void remove(std::string_view user_id) = 0;
  /// Everything of the account.
  virtual std::vector<StoredUser> list() = 0;
};

/// L2 and L3: layers that hold bytes. One lookup call is one transaction or one message.
class BytesPort {
 public:
  virtual ~BytesPort() = default;
  /// Answered by Coordinator::handle_found() or handle_layer_failed() with the same batch.
  virtual void lookup(BatchId batch, std::span<const PictureRef> pictures) = 0;
  virtual void keep(std::span<const KeepRequest> pictures) = 0;
  /// Every variant of these users whose answer is of `fetched_up_to` (server clock; kNever: all) or earlier;
  /// `at` (client clock) is remembered against late keeps.
  virtual void remove(std::span<const std::string_view> user_ids, Millis at, Millis fetched_up_to) = 0;
  virtual void clear(Millis at) = 0;
};

/// L4.
class NetworkPort {
 public:
  virtual ~NetworkPort() = default;
  /// One backend call, at most 200 users. Answered by handle_described() or handle_describe_failed().
  virtual void describe(BatchId batch, Variant variant, std::span<const std::string_view> user_ids) = 0;
  /// Answered by handle_downloaded() or handle_download_failed(). `fresh` bypasses the HTTP cache.
  virtual void download(const PictureRef& picture, std::string_view url, bool fresh) = 0;
  virtual void abort_describe(BatchId batch) = 0;
  virtual void abort_download(Slot slot, Generation generation) = 0;
};

}  // namespace ppc
