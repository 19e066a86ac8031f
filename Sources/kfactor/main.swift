print("kfactor")
