#include "server/pictures/publication.h"

#include "server/base/crypto.h"
#include "server/base/log.h"

namespace ppc::server {
namespace {

/// The pointer's object has no bytes: what it says is in its note.
constexpr std::string_view kPointerType = "text/plain";

}  // namespace

Result<PublishedObject> published_object(const std::string& pointer_key, const ObjectInfo& pointer,
                                         Variant variant) {
  const auto parsed = parse_pointer(pointer.note);
  if (!parsed) {
    return Error{ErrorKind::kDamaged,
                 "the note of " + pointer_key + " cannot be read; upload the picture again"};
  }
  return object_of(pointer_key, *parsed, variant);
}

PublishedObject object_of(const std::string& pointer_key, const Pointer& pointer, Variant variant) {
  const auto& published = pointer.variants[index_of(variant)];
  return {variant_key(pointer_key, pointer.edition, variant), published.version, std::string(kRenditionType),
          published.bytes};
}

Publisher::Publisher(ObjectStore& store, Turns& turns) : store_(store), turns_(turns) {}

Task<Result<Pointer>> Publisher::publish(const std::string& pointer_key, const Renditions& renditions) {
  const auto turn = co_await turns_.take(pointer_key);
  const auto found = co_await current(pointer_key);
  if (!found.ok()) co_return found.error();
  const auto& before = found.value();
  const auto name = random_text(kEditionSize);
  if (!name) co_return Error{ErrorKind::kUnavailable, "the system gives no random bytes"};
  Pointer next{*name, before ? before->edition : "", {}};

  const auto written = co_await put_variants(pointer_key, renditions, next);
  if (!written.ok()) {
    co_await tidy(pointer_key, next.edition);
    co_return written.error();
  }
  // When this fails nobody knows whether the store did it: what it names has to stay.
  const auto published = co_await put_pointer(pointer_key, next);
  if (!published.ok()) co_return published.error();
  if (before && !before->previous.empty()) co_await tidy(pointer_key, before->previous);
  co_return next;
}

Task<Result<Done>> Publisher::remove(const std::string& pointer_key) {
  const auto turn = co_await turns_.take(pointer_key);
  const auto found = co_await current(pointer_key);
  if (!found.ok()) co_return found.error();
  auto removed = co_await store_.remove(pointer_key);
  const auto& pointer = found.value();
  if (!removed.ok() || !pointer) co_return removed;
  removed = co_await remove_edition(pointer_key, pointer->edition);
  if (!pointer->previous.empty()) {
    const auto removed_previous = co_await remove_edition(pointer_key, pointer->previous);
    if (!removed_previous.ok()) co_return removed_previous;
  }
  co_return removed;
}

/// Nothing when there is no picture, or one whose pointer is damaged: then it is replaced.
Task<Result<std::optional<Pointer>>> Publisher::current(const std::string& pointer_key) {
  const std::vector<std::string> keys(1, pointer_key);
  const auto heads = co_await store_.head(keys);
  const auto& head = heads.front();
  if (head.ok()) co_return parse_pointer(head.value().note);
  const ErrorKind kind = head.error().kind;
  if (kind == ErrorKind::kNotFound || kind == ErrorKind::kDamaged) co_return std::nullopt;
  co_return head.error();
}

Task<Result<Done>> Publisher::put_variants(const std::string& pointer_key, const Renditions& renditions,
                                           Pointer& pointer) {
  for (const Variant variant : kVariants) {
    const std::string key = variant_key(pointer_key, pointer.edition, variant);
    const NewObject object{renditions[index_of(variant)], kRenditionType, {}};
    const auto stored = co_await store_.put(key, object);
    if (!stored.ok()) co_return stored.error();
    pointer.variants[index_of(variant)] = {stored.value().version, object.bytes.size()};
  }
  co_return Done{};
}

Task<Result<Done>> Publisher::put_pointer(const std::string& pointer_key, const Pointer& pointer) {
  const auto note = format_pointer(pointer);
  if (!note.ok()) co_return note.error();
  const NewObject object{{}, kPointerType, note.value()};
  const auto stored = co_await store_.put(pointer_key, object);
  if (!stored.ok()) co_return stored.error();
  co_return Done{};
}

/// Tries all of it, and says what failed first.
Task<Result<Done>> Publisher::remove_edition(const std::string& pointer_key, const std::string& edition) {
  Result<Done> outcome = Done{};
  for (const Variant variant : kVariants) {
    const std::string key = variant_key(pointer_key, edition, variant);
    const auto removed = co_await store_.remove(key);
    if (outcome.ok() && !removed.ok()) outcome = removed.error();
  }
  co_return outcome;
}

/// What stays behind costs room, nothing else.
Task<void> Publisher::tidy(const std::string& pointer_key, const std::string& edition) {
  const auto removed = co_await remove_edition(pointer_key, edition);
  if (!removed.ok()) {
    log::warning("not removed from the object store, and no longer used: edition " + edition + " of " +
                 pointer_key + ": " + removed.error().message);
  }
}

}  // namespace ppc::server
