// All settings, in the order in which they are explained.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/config/setting.h"

namespace ppc::server {

const std::vector<Setting>& all_settings();
/// By its name ("redis-ca-file"); nullptr for another.
const Setting* find_setting(std::string_view name);
/// "PPC_REDIS_CA_FILE"
std::string variable_of(const Setting& setting);

}  // namespace ppc::server
