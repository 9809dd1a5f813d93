// The settings for people.
#pragma once

#include <string>

namespace ppc::server {

/// For a terminal.
std::string config_help();
/// A table in Markdown: the one in the README.
std::string settings_table();

}  // namespace ppc::server
