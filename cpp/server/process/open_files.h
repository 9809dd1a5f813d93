// How many files and connections the system lets this process have.
#pragma once

namespace ppc::server {

/// Raises the limit of open files as far as the process may. How many connections fit below it beside the
/// server's own files, at most `wanted`; fewer are said in the log.
int connections_that_fit(int wanted);

}  // namespace ppc::server
