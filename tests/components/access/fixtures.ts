import type { StackContext } from "../../../components/shared/context";

/** The context of the shop's development environment. */
export const context: StackContext = {
  stack: "shop",
  environment: "dev",
  owner: "data-platform@shop.example",
  account: "111111111111",
  region: "eu-west-1",
  partition: "aws",
  protected: false,
  tags: {},
};
