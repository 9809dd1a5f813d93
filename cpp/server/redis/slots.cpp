#include "server/redis/slots.h"

#include <algorithm>
#include <charconv>

#include "server/base/query.h"

namespace ppc::server::redis {
namespace {

std::uint16_t crc16(std::string_view text) {
  constexpr std::uint16_t kPolynomial = 0x1021;
  std::uint16_t crc = 0;
  for (char c : text) {
    crc = static_cast<std::uint16_t>(crc ^ (static_cast<unsigned char>(c) << 8));
    for (int bit = 0; bit < 8; ++bit) {
      const bool carry = (crc & 0x8000) != 0;
      crc = static_cast<std::uint16_t>(crc << 1);
      if (carry) crc ^= kPolynomial;
    }
  }
  return crc;
}

std::optional<std::uint16_t> number(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The first two members of a node: its host and port.
std::optional<net::Address> address_of(const Reply& node, const net::Address& answered) {
  if (node.list.size() < 2 || node.list[1].kind != Reply::Kind::kInteger) return std::nullopt;
  const auto port = node.list[1].integer;
  if (port < 1 || port > 65535) return std::nullopt;
  const std::string& host = node.list[0].text;
  return net::Address{host.empty() ? answered.host : host, static_cast<std::uint16_t>(port)};
}

struct Range {
  std::size_t first;
  std::size_t last;
  net::Address master;
};

std::optional<Range> range_of(const Reply& entry, const net::Address& answered) {
  if (entry.list.size() < 3) return std::nullopt;
  const auto first = entry.list[0].integer;
  const auto last = entry.list[1].integer;
  auto master = address_of(entry.list[2], answered);
  if (first < 0 || last < first || last >= kSlots || !master) return std::nullopt;
  return Range{static_cast<std::size_t>(first), static_cast<std::size_t>(last), std::move(*master)};
}

}  // namespace

std::uint16_t slot_of(std::string_view key) {
  const auto open = key.find('{');
  if (open != std::string_view::npos) {
    const auto close = key.find('}', open + 1);
    if (close != std::string_view::npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
  }
  return crc16(key) % kSlots;
}

std::optional<Redirection> redirection_of(const Reply& reply, const net::Address& answered) {
  const bool moved = reply.is_error("MOVED");
  if (!moved && !reply.is_error("ASK")) return std::nullopt;
  const auto parts = split(reply.text, ' ');
  if (parts.size() < 3) return std::nullopt;
  const auto slot = number(parts[1]);
  const auto colon = parts[2].rfind(':');
  if (!slot || *slot >= kSlots || colon == std::string_view::npos) return std::nullopt;
  const auto port = number(parts[2].substr(colon + 1));
  if (!port || *port == 0) return std::nullopt;
  const auto host = parts[2].substr(0, colon);
  return Redirection{moved, *slot, {host.empty() ? answered.host : std::string(host), *port}};
}

std::array<std::uint16_t, kSlots> SlotMap::filled_with_nobody() {
  std::array<std::uint16_t, kSlots> slots;
  slots.fill(kNobody);
  return slots;
}

std::uint16_t SlotMap::index_of(const net::Address& master) {
  const auto found = std::find(masters_.begin(), masters_.end(), master);
  if (found != masters_.end()) return static_cast<std::uint16_t>(found - masters_.begin());
  masters_.push_back(master);
  return static_cast<std::uint16_t>(masters_.size() - 1);
}

bool SlotMap::read(const Reply& reply, const net::Address& answered) {
  if (reply.kind != Reply::Kind::kList || reply.list.empty()) return false;
  SlotMap read;
  for (const auto& entry : reply.list) {
    const auto range = range_of(entry, answered);
    if (!range) return false;
    const auto index = read.index_of(range->master);
    for (std::size_t slot = range->first; slot <= range->last; ++slot) read.index_of_slot_[slot] = index;
  }
  *this = std::move(read);
  return true;
}

void SlotMap::move(std::uint16_t slot, const net::Address& master) {
  index_of_slot_[slot] = index_of(master);
}

const net::Address* SlotMap::master_of(std::uint16_t slot) const {
  const auto index = index_of_slot_[slot];
  return index == kNobody ? nullptr : &masters_[index];
}

std::vector<net::Address> SlotMap::masters() const { return masters_; }

}  // namespace ppc::server::redis
