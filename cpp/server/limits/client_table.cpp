#include "server/limits/client_table.h"

namespace ppc::server {

ClientState& ClientTable::of(std::string_view client, Nanos now) {
  if (const auto found = by_name_.find(client); found != by_name_.end()) {
    by_age_.splice(by_age_.begin(), by_age_, found->second);
    return by_age_.front();
  }
  // Two for each new one: a table that was once large shrinks, and no request pays for all at once.
  for (int i = 0; i < 2 && !by_age_.empty() && by_age_.back().forgettable(now); ++i) forget_oldest();
  if (!by_age_.empty() && by_age_.size() >= capacity_) forget_oldest();
  by_age_.emplace_front().client = client;
  by_name_.emplace(by_age_.front().client, by_age_.begin());
  return by_age_.front();
}

void ClientTable::forget_oldest() {
  by_name_.erase(by_age_.back().client);
  by_age_.pop_back();
}

}  // namespace ppc::server
