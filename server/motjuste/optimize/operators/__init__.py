"""Edit operators: proposals made from train cases by rule, racing on equal terms with a model's."""
