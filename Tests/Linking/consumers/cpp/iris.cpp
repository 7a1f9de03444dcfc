// Trains on iris, whose numbers and labels it reads itself, saves and loads the model, and predicts:
// iris IRIS.csv MODEL
#include <bpnet.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Release {
  void operator()(bpnet_table *table) const { bpnet_table_free(table); }
  void operator()(bpnet_model *model) const { bpnet_model_free(model); }
  void operator()(bpnet_predictor *predictor) const { bpnet_predictor_free(predictor); }
};

template <class Object>
using Owner = std::unique_ptr<Object, Release>;

std::array<char, 256> message;

void check(bpnet_status status) {
  if (status != BPNET_OK) throw std::runtime_error(message.data());
}

/* The columns of iris: four of numbers, and the species. */
struct Iris {
  std::vector<std::string> names;
  std::vector<double> numbers;
  std::vector<std::string> species;

  explicit Iris(const char *path) {
    std::ifstream file(path);
    std::string line, cell;
    std::getline(file, line);
    for (std::istringstream cells(line); std::getline(cells, cell, ',');) names.push_back(cell);
    while (std::getline(file, line)) {
      std::istringstream cells(line);
      for (int column = 0; column < 4 && std::getline(cells, cell, ','); column++) {
        numbers.push_back(std::stod(cell));
      }
      std::getline(cells, cell, ',');
      species.push_back(cell);
    }
  }
};

Owner<bpnet_model> train(const Iris &iris) {
  bpnet_table *table = nullptr;
  check(bpnet_table_create(&table, message.data(), message.size()));
  Owner<bpnet_table> owner(table);
  std::vector<const char *> names, species;
  for (const auto &name : iris.names) names.push_back(name.c_str());
  for (const auto &name : iris.species) species.push_back(name.c_str());
  check(bpnet_table_add_numbers(table, BPNET_FLOAT64, iris.numbers.data(), iris.species.size(), 4,
                                names.data(), message.data(), message.size()));
  check(bpnet_table_add_texts(table, species.data(), species.size(), nullptr, species.size(), names[4],
                              message.data(), message.size()));
  bpnet_model *model = nullptr;
  check(bpnet_train(table, nullptr, nullptr,
                    R"({"hidden": [8], "validation": 0.2, "epochs": 30, "seed": 5})", nullptr, nullptr, &model,
                    message.data(), message.size()));
  return Owner<bpnet_model>(model);
}

}  // namespace

int main(int count, char **arguments) try {
  if (count != 3) return 64;
  check(bpnet_model_save(train(Iris(arguments[1])).get(), arguments[2], message.data(), message.size()));
  bpnet_model *model = nullptr;
  check(bpnet_model_load(arguments[2], &model, message.data(), message.size()));
  Owner<bpnet_model> owner(model);
  bpnet_predictor *predictor = nullptr;
  check(bpnet_predictor_create(model, 1, &predictor, message.data(), message.size()));
  Owner<bpnet_predictor> ownerOfPredictor(predictor);
  const std::array<double, 4> flower{5.1, 3.5, 1.4, 0.2};
  std::array<double, 3> numbers{};
  check(bpnet_predict_f64(predictor, flower.data(), 1, numbers.data(), numbers.size(), message.data(),
                          message.size()));
  size_t best = 0;
  for (size_t index = 1; index < numbers.size(); index++) {
    if (numbers[index] > numbers[best]) best = index;
  }
  std::printf("%s %.17g\n", bpnet_model_output_name(model, best), numbers[best]);
  return 0;
} catch (const std::exception &error) {
  std::fprintf(stderr, "iris: %s\n", error.what());
  return 1;
}
