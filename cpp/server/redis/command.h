// What is sent to Redis.
#pragma once

#include <string>
#include <vector>

namespace ppc::server::redis {

struct Command {
  std::vector<std::string> arguments;  // "SET", "key", "value"
  std::string key;                     // decides the node in a cluster; empty: any node will do
};

using Commands = std::vector<Command>;

/// Appends the command as Redis reads it (RESP, an array of bulk strings).
void append_wire(std::string& wire, const Command& command);

}  // namespace ppc::server::redis
