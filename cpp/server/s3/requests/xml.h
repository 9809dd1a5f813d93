// The little XML that S3 answers with: elements found by their name. Not a parser for XML of others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ppc::server::s3 {

/// What stands between "<name>" (perhaps with attributes) and "</name>", for each in order. An element within
/// one of its own name is not looked for.
std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name);
/// The text of the first element of that name; empty without one.
std::string xml_text_of(std::string_view xml, std::string_view name);
/// The text of each element of that name.
std::vector<std::string> xml_texts_of(std::string_view xml, std::string_view name);
/// `text` as it stands within an element.
std::string xml_escaped(std::string_view text);

}  // namespace ppc::server::s3
