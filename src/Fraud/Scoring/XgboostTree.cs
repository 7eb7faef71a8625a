namespace Fraud.Scoring;

/// <summary>A tree in XGBoost's JSON: one list for each property of a node, leaves among them.</summary>
static class XgboostTree
{
    public static Tree Read(ref ModelJson json, string file, int number, int nodesMax, CategorySetTable sets)
    {
        int[] left = [], right = [], features = [], categories = [], categoryNodes = [], segments = [], sizes = [], types = [];
        float[] conditions = [];
        double[] covers = [];
        bool[] defaultLeft = [];
        while (json.TryProperty(out string name))
        {
            switch (name)
            {
                case "left_children": left = json.Wholes(nodesMax); break;
                case "right_children": right = json.Wholes(nodesMax); break;
                case "split_indices": features = json.Wholes(nodesMax); break;
                case "split_conditions": conditions = json.Floats(nodesMax); break;
                case "default_left": defaultLeft = json.Flags(nodesMax); break;
                case "sum_hessian": covers = json.Numbers(nodesMax); break;
                case "split_type": types = json.Wholes(nodesMax); break;
                case "categories": categories = json.Wholes(ModelFile.CategoriesMax); break;
                case "categories_nodes": categoryNodes = json.Wholes(nodesMax); break;
                case "categories_segments": segments = json.Wholes(nodesMax); break;
                case "categories_sizes": sizes = json.Wholes(nodesMax); break;
                case "tree_param": ReadParameters(ref json, file, number); break;
                default: json.Skip(); break;
            }
        }
        int count = left.Length;
        FormatException Fault(string message) => ModelFile.Fault(file, number, message);
        void Expect(int found, string name)
        {
            if (found != count) throw Fault($"{name}: expected {count} values, as left_children has, found {found}");
        }
        if (count == 0) throw Fault("has no nodes");
        Expect(right.Length, "right_children");
        Expect(features.Length, "split_indices");
        Expect(conditions.Length, "split_conditions");
        Expect(defaultLeft.Length, "default_left");
        if (covers.Length == 0) covers = new double[count];
        Expect(covers.Length, "sum_hessian");
        if (types.Length == 0) types = new int[count];
        Expect(types.Length, "split_type");

        var setOf = new int[categoryNodes.Length == 0 ? 0 : count];
        if (segments.Length != categoryNodes.Length || sizes.Length != categoryNodes.Length) throw Fault($"categories_segments, categories_sizes: expected {categoryNodes.Length} values");
        for (int i = 0; i < categoryNodes.Length; i++)
        {
            if ((uint)categoryNodes[i] >= (uint)count) throw Fault(FormattableString.Invariant($"categories_nodes: there is no node {categoryNodes[i]}"));
            if (segments[i] < 0 || sizes[i] < 0 || segments[i] > categories.Length - sizes[i]) throw Fault(FormattableString.Invariant($"categories_segments: {sizes[i]} from {segments[i]} is not within the {categories.Length} categories"));
            setOf[categoryNodes[i]] = sets.Add(categories[segments[i]..(segments[i] + sizes[i])], number);
        }

        // Inner nodes and leaves are counted apart, in the order of the file; a leaf has no left child.
        var numbers = new int[count];
        int inner = 0, leaves = 0;
        for (int i = 0; i < count; i++) numbers[i] = left[i] == -1 ? ~leaves++ : inner++;
        var nodes = new TreeNode[inner];
        var (values, leafCovers) = (new double[leaves], new double[leaves]);
        for (int i = 0; i < count; i++)
        {
            if (numbers[i] < 0)
            {
                (values[~numbers[i]], leafCovers[~numbers[i]]) = (conditions[i], covers[i]);
                continue;
            }
            if ((uint)left[i] >= (uint)count || (uint)right[i] >= (uint)count) throw Fault(FormattableString.Invariant($"node {i} leads to nodes {left[i]} and {right[i]}, but there are {count}"));
            var node = new TreeNode { Feature = features[i], Left = numbers[left[i]], Right = numbers[right[i]], MissingLeft = defaultLeft[i], Cover = covers[i] };
            nodes[numbers[i]] = types[i] switch
            {
                // Below the condition is left (LightGBM: at most the threshold).
                0 => Cuts.Below(conditions[i]) is var cut && !float.IsNaN(cut) ? node with { Cut = cut } : throw Fault($"node {i} has no condition that a number can be below"),
                // The set goes right: sides are changed, so that everything that is not of the set stays together.
                1 => setOf.Length > 0 && setOf[i] > 0 ? node with { CategorySet = setOf[i], Left = node.Right, Right = node.Left, MissingLeft = !defaultLeft[i] } : throw Fault($"node {i} has no categories"),
                _ => throw Fault(FormattableString.Invariant($"node {i} has an unknown split_type {types[i]}")),
            };
        }
        return TreeOrder.Arrange(nodes, values, leafCovers, numbers[0], pruned: true, file, number);
    }

    static void ReadParameters(ref ModelJson json, string file, int number)
    {
        json.Open('{');
        while (json.TryProperty(out string name))
        {
            if (name != "size_leaf_vector") json.Skip();
            else if (json.WholeText() > 1) throw ModelFile.Fault(file, number, "has more than one value in a leaf");
        }
    }
}
